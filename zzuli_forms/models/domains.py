"""域名: the address of an account's home page on Sina Weibo."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator

from zzuli_forms.models.messages import refuse
from zzuli_forms.models.texts import ComparedBy, at_most, cleaned, one_line, present, printable, string_schema

_HOSTS = {
    "weibo.com": re.compile(r"u/[0-9]{5,12}|[A-Za-z0-9][A-Za-z0-9._-]{0,29}"),
    "e.weibo.com": re.compile(r"(u/)?[A-Za-z0-9][A-Za-z0-9._-]{0,29}"),
    "m.weibo.cn": re.compile(r"u/[0-9]{5,12}|profile/[0-9]{5,12}|[A-Za-z0-9][A-Za-z0-9._-]{0,29}"),
}
_LONGEST = 300
_TABS = re.compile(r"/(home|profile|info|about|fans|follow|photos|album|video)$")
"""The end of the path of a tab of a home page."""
_OF_THE_SITE = re.compile(
    r"at|detail|fav|home|hot|info|like|login(\.php)?|messages|n|newlogin|p|profile|search|set|signup|status|tv|u"
)
"""Paths of the site's own pages, which belong to no account."""


def parse(text: str) -> str:
    """Return the address of a home page without scheme, `www.`, tab and tracking: weibo.com/zzulilib.

    Raises PydanticCustomError for another host, and for an address that is no account's home page.
    """
    half = unicodedata.normalize("NFKC", text).strip().rstrip(".。,;")
    try:
        parts = urlsplit(half if re.match("[A-Za-z]+://", half) else f"https://{half.lstrip('/')}")
    except ValueError as error:
        raise refuse("domain_host", shown=text) from error
    host = re.sub(":(80|443)$", "", parts.netloc.lower()).removeprefix("www.")
    if host not in _HOSTS or parts.scheme not in ("http", "https"):
        raise refuse("domain_host", shown=text)
    page = _TABS.sub("", unquote(parts.path).strip("/"))
    if not _HOSTS[host].fullmatch(page) or _OF_THE_SITE.fullmatch(page.lower()):
        raise refuse("domain_page", shown=text)
    return f"{host}/{page}"


def bare(text: str) -> str:
    """Return an address without scheme, `www.` and what ends it, in lower case."""
    half = unicodedata.normalize("NFKC", text).strip().casefold()
    return re.sub(r"^(?:https?://)?/*(?:www\.)?", "", half).rstrip("/.。,;")


def _domain(text: str) -> str:
    return parse(at_most(printable(one_line(present(text))), _LONGEST))


Domain = Annotated[
    str, BeforeValidator(cleaned), AfterValidator(_domain), ComparedBy(bare), string_schema(11, _LONGEST)
]
