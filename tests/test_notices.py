"""The two letters in an account's life: checked, computed, made from facts stated once, laid out after the standard."""

from __future__ import annotations

import copy
import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import CHANGED, OPENED, TYPICAL
from tests.drawing import document_of
from tests.paper import MM, Stretch, page_count, stretches, touches
from tests.roster import filled_template
from zzuli_forms import FactsError, FilingPacket, OpeningNotice, Team, TeamChangeNotice
from zzuli_forms.cli import main
from zzuli_forms.document.walking import slots
from zzuli_forms.filing import notices
from zzuli_forms.forms import gongwen
from zzuli_forms.forms.change.model import changes
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import CHANGE, OPENING
from zzuli_forms.readers.text import facts_file

EXAMPLES = Path(__file__).parents[1] / "examples"
LETTERS = [(form, kind) for form in (OPENING, CHANGE) for kind in ("blank", "typical", "maximal")]


def opened(**facts: Any) -> OpeningNotice:
    return OpeningNotice.model_validate({**(OPENED["typical"] or {}), **facts})


def fault(**facts: Any) -> str:
    with pytest.raises(FactsError) as caught:
        opened(**facts)
    (found,) = caught.value.faults
    return str(found)


@pytest.mark.parametrize(
    ("stated", "printed"),
    [
        ("weibo.com/zzulilib", "weibo.com/zzulilib"),
        ("https://weibo.com/zzulilib?from=myfollow_all&is_all=1#_rnd1", "weibo.com/zzulilib"),
        ("HTTP://WWW.Weibo.COM/ZZULIlib/", "weibo.com/ZZULIlib"),
        ("https://weibo.com/u/1234567890?refer_flag=1001030103_", "weibo.com/u/1234567890"),
        ("weibo.com/1234567890/home?wvr=5", "weibo.com/1234567890"),
        ("//weibo.com/zzulilib/profile", "weibo.com/zzulilib"),
        ("e.weibo.com/zzuli.lib", "e.weibo.com/zzuli.lib"),
        ("weibo.com/zzulilib。", "weibo.com/zzulilib"),
        ("https://weibo.com:443/zzulilib/fans", "weibo.com/zzulilib"),
        ("https://m.weibo.cn/u/1234567890", "m.weibo.cn/u/1234567890"),
        ("https://m.weibo.cn/profile/1234567890", "m.weibo.cn/profile/1234567890"),
        ("ｗｅｉｂｏ．ｃｏｍ／zzulilib", "weibo.com/zzulilib"),
    ],
)
def test_a_domain_loses_its_scheme_and_what_tracks(stated: str, printed: str) -> None:
    assert opened(domain=stated).domain == printed


@pytest.mark.parametrize(
    "stated",
    [
        "www.zzuli.edu.cn/lib",
        "weibo.com.example.cn/zzulilib",
        "https://weibo.com@example.cn/zzulilib",
        "weibo.com:8080/zzulilib",
        "ftp://weibo.com/zzulilib",
        "t.cn/A6abcd",
        "http://[",
        "图书馆",
    ],
)
def test_another_host_is_refused(stated: str) -> None:
    assert f"域名（domain）：“{stated}”不是 weibo.com、e.weibo.com 或 m.weibo.cn 的网址" in fault(domain=stated)


@pytest.mark.parametrize(
    "stated",
    [
        *("weibo.com", "weibo.com/u", "weibo.com/1234567890/Abc1defGh", "weibo.com/u/abc", "weibo.com/zzuli lib"),
        *("weibo.com/home", "weibo.com/login.php", "weibo.com/search?q=x", "m.weibo.cn/detail"),
    ],
)
def test_what_is_no_home_page_is_refused(stated: str) -> None:
    assert f"“{stated}”不是微博主页的网址" in fault(domain=stated)


@pytest.mark.parametrize(
    "stated",
    [
        *("2014-6-20", "2014-06-20", "2014/6/20", "2014.6.20", "2014年6月20日", "２０１４年 6 月 20 日"),
        *("20140620", "2014年6月20号", "2014-06-20 00:00:00", date(2014, 6, 20)),
    ],
)
def test_days_are_read_as_offices_write_them(stated: object) -> None:
    assert opened(opened=stated).opened == date(2014, 6, 20)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("2014-06-31", "没有“2014-06-31”这一天"),
        ("2014-0 6-20", "“2014-0 6-20”不是日期"),
        ("2014/06-20", "“2014/06-20”不是日期"),
        ("0001-01-01", "“0001-01-01”不是日期"),
        ("14-6-20", "“14-6-20”不是日期，请写成 2014-06-20"),
        ("六月二十日", "“六月二十日”不是日期"),
        ("", "没有填"),
        (True, "应填文字"),
    ],
)
def test_what_is_no_day_is_refused(stated: object, said: str) -> None:
    assert said in fault(opened=stated)


@given(st.text(max_size=40) | st.text(alphabet="https:/weibo.comun@?#%0123456789abc［］", max_size=40))
def test_any_text_is_a_domain_that_stays_or_a_fault(text: str) -> None:
    try:
        domain = opened(domain=text).domain
    except FactsError:
        return
    assert opened(domain=domain).domain == domain
    assert not set(domain) & set(" ?#@:%")


@given(st.text(max_size=20) | st.text(alphabet="0123456789年月日-/. ", max_size=12))
def test_any_text_is_a_day_or_a_fault(text: str) -> None:
    try:
        day = opened(opened=text).opened
    except FactsError:
        return
    assert str(day.year) in unicodedata.normalize("NFKC", text)


def test_a_letter_prints_days_without_leading_zeros_and_the_facts_go_out_as_iso() -> None:
    notice = opened(dated="2014-07-01")
    assert "2014年7月1日" in _text(OPENING, notice)
    assert json.loads(notice.model_dump_json())["dated"] == "2014-07-01"
    assert OpeningNotice.model_validate_json(notice.model_dump_json()) == notice


def _text(form: Form, notice: Any) -> str:
    from zzuli_forms.document.walking import runs
    from zzuli_forms.forms.register import lay_out

    return "".join(run.text for run in runs(lay_out(notice)))


def member(name: str, phone: str = "6688") -> dict[str, str]:
    return {"name": name, "phone": phone}


def team(leader: dict[str, str], *administrators: dict[str, str]) -> Team:
    return Team.model_validate({"leader": leader, "administrators": list(administrators)})


def changed(before: Team, after: Team) -> list[tuple[str, str, str]]:
    found = changes(before, after)
    return [(c.kind, c.before.member.name if c.before else "", c.after.member.name if c.after else "") for c in found]


def test_who_left_who_came_who_moved_and_whose_phone_changed_is_computed() -> None:
    before = team(member("王刚"), member("李明"), member("赵敏"), member("孙倩"))
    after = team(member("李明"), member("王刚", "6689"), member("孙倩", "6690"), member("钱多"))
    assert changed(before, after) == [
        ("left", "赵敏", ""),
        ("joined", "", "钱多"),
        ("moved", "李明", "李明"),
        ("moved_and_phone", "王刚", "王刚"),
        ("phone", "孙倩", "孙倩"),
    ]


def test_the_order_of_administrators_is_no_change() -> None:
    one, other = member("李明"), member("赵敏", "6699")
    assert changed(team(member("王刚"), one, other), team(member("王刚"), other, one)) == []


def test_two_people_of_one_name_are_told_apart_by_their_phones() -> None:
    before = team(member("王刚"), member("李明", "1001"), member("李明", "1002"))
    after = team(member("王刚"), member("李明", "1002"), member("李明", "1003"))
    assert [(c.kind, str(c.before and c.before.member.phone)) for c in changes(before, after)] == [
        ("phone", "内线1001")
    ]


def test_a_change_that_changes_nothing_is_an_error() -> None:
    facts = {**(CHANGED["typical"] or {}), "after": TYPICAL["team"]}
    with pytest.raises(FactsError, match="变更后的管理队伍（after）：与变更前完全相同"):
        TeamChangeNotice.model_validate(facts)


names = st.sampled_from(["王刚", "李明", "赵敏", "孙倩", "钱多"])
members = st.builds(member, names, st.sampled_from(["1001", "1002", "1003"]))
teams = st.builds(lambda leader, rest: team(leader, *rest), members, st.lists(members, min_size=1, max_size=3))


@given(teams, teams)
def test_the_changes_lead_from_the_one_team_to_the_other(before: Team, after: Team) -> None:
    def people(found: Team) -> list[tuple[str, str, bool]]:
        return sorted([(m.name, str(m.phone), m is found.leader) for m in (found.leader, *found.administrators)])

    left = people(before)
    for change in changes(before, after):
        if change.before:
            left.remove((change.before.member.name, str(change.before.member.phone), change.before.leads))
        if change.after:
            left.append((change.after.member.name, str(change.after.member.phone), change.after.leads))
    assert sorted(left) == people(after)
    assert bool(changes(before, after)) == (people(before) != people(after))


# The letters on paper.


@pytest.fixture
def letter(papers: dict[str, Path], request: pytest.FixtureRequest) -> tuple[Form, str, Path]:
    form, kind = request.param
    return form, kind, papers[f"{form.key}-{kind}.pdf"]


every_letter = pytest.mark.parametrize("letter", LETTERS, indirect=True, ids=[f"{f.key}-{k}" for f, k in LETTERS])


def dated(found: list[Stretch]) -> list[Stretch]:
    """The stretches of the last line that is no page number: the date."""
    last = max(s.baseline for s in found if not s.text.startswith("—") and s.page == found[-1].page)
    return [s for s in found if s.page == found[-1].page and s.baseline == pytest.approx(last, abs=0.1)]


@every_letter
def test_the_date_ends_four_characters_from_the_edge_and_the_unit_is_centred_over_it(
    letter: tuple[Form, str, Path],
) -> None:
    _, kind, path = letter
    found = stretches(path)
    date_line = dated(found)
    left, right = date_line[0].left, date_line[-1].right
    em = gongwen.EM.mm
    if kind != "maximal":
        assert 184 - right == pytest.approx(4 * em, abs=1.2)
    if kind == "typical":
        unit = next(s for s in found if s.text == "图书馆" and s.page == date_line[0].page)
        assert (unit.left + unit.right) / 2 == pytest.approx((left + right) / 2, abs=0.2)
        assert unit.baseline == pytest.approx(date_line[0].baseline - gongwen.LEADING.mm, abs=0.1)


def circle(form: Form, kind: str, date_line: list[Stretch]) -> tuple[float, float, float]:
    (slot,) = slots(document_of((form, kind)))
    bottom = date_line[0].baseline + gongwen.LEADING.mm * 0.2 + slot.prompts[-1].after.mm
    radius = slot.seal.diameter.mm / 2
    return 184 - slot.seal.right.mm - radius, bottom - slot.seal.bottom.mm - radius, radius


def covered(found: list[Stretch], page: int, seal: tuple[float, float, float]) -> list[Stretch]:
    return [s for s in found if s.page == page and touches(seal, s)]


@every_letter
def test_the_seal_lies_over_unit_and_date_and_touches_no_other_text(letter: tuple[Form, str, Path]) -> None:
    form, kind, path = letter
    found = stretches(path)
    date_line = dated(found)
    seal = circle(form, kind, date_line)
    (slot,) = slots(document_of((form, kind)))
    signed = {c for prompt in slot.prompts for run in prompt.runs for c in run.text}
    under = covered(found, date_line[0].page, seal)
    assert seal[2] == 21
    assert {s.text for s in under} >= {s.text for s in date_line} - {"年", "日"}
    assert all(set(s.text) <= signed for s in under)


@every_letter
def test_the_seals_upper_edge_is_within_one_line_of_the_text_and_unit_and_date_below_its_middle(
    letter: tuple[Form, str, Path],
) -> None:
    form, kind, path = letter
    found = stretches(path)
    date_line = dated(found)
    _, y, radius = circle(form, kind, date_line)
    closing = next(s for s in found if s.text.startswith("特此报告"))
    assert closing.page == date_line[0].page
    assert 0 < (y - radius) - closing.baseline < gongwen.LEADING.mm + 1
    assert y < date_line[0].baseline < y + radius
    assert y + radius < 297 - 35 + 1


@every_letter
def test_the_title_is_erhao_and_the_body_sanhao_indented_by_two(letter: tuple[Form, str, Path]) -> None:
    found = stretches(letter[2])
    assert found[0].size == 22
    assert (found[0].left + found[0].right) / 2 == pytest.approx((28 + 184) / 2, abs=0.3)
    assert found[1].text == "党委宣传部："
    assert found[1].left == pytest.approx(28, abs=0.1)
    assert found[1].size == 16
    items = [s for s in found if s.text[1:2] == "、"]
    assert {round(s.left - 28, 1) for s in items} == {round(gongwen.INDENT.mm, 1)}


def test_a_change_of_three_fits_one_page_and_a_long_one_carries_its_numbers() -> None:
    assert document_of((CHANGE, "typical")).folio is None
    assert document_of((CHANGE, "maximal")).folio is not None


def test_the_page_number_stands_seven_mm_below_the_text_one_character_inside(papers: dict[str, Path]) -> None:
    path = papers["regulation-blank.pdf"]
    numbers = [s for s in stretches(path) if s.text.startswith("—")]
    assert [(s.page, s.text, s.size) for s in numbers] == [(n, f"—{n}—", 14) for n in (1, 2, 3)]
    for s in numbers:
        dash = s.baseline - 0.268 * s.size / MM
        assert dash - (297 - 35) == pytest.approx(7, abs=0.3)
        inside = 184 - s.right if s.page % 2 else s.left - 28
        assert inside == pytest.approx(14 / MM, abs=0.5)


# From facts stated once.


@pytest.fixture
def packet(tmp_path: Path) -> Path:
    path = tmp_path / "图书馆.json"
    path.write_text(json.dumps(TYPICAL, ensure_ascii=False), "utf-8")
    return path


@pytest.fixture
def after(tmp_path: Path) -> Path:
    facts = copy.deepcopy(TYPICAL)
    facts["team"]["leader"]["phone"] = "0371-63556790"
    path = tmp_path / "变更后.json"
    path.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return path


OPENING_PDF, CHANGE_PDF = "图书馆-政务微博开通情况的报告.pdf", "图书馆-政务微博管理队伍人员变更的报告.pdf"


def test_an_opening_notice_is_made_from_the_packets_facts_and_what_is_new(packet: Path, tmp_path: Path) -> None:
    new = ["--domain", "weibo.com/zzulilib", "--opened", "2014-6-20"]
    assert main(["notice", "opening", str(packet), *new, "-o", str(tmp_path)]) == 0
    text = "".join(s.text for s in stretches(tmp_path / "图书馆" / OPENING_PDF))
    assert "政务微博名称：郑州轻工业学院图书馆" in text
    assert "域名：weibo.com/zzulilib" in text
    assert "开通日期：2014年6月20日" in text
    assert (tmp_path / "图书馆" / OPENING_PDF).with_suffix(".docx").is_file()
    assert main(["notice", "opening", str(packet), *new, "-o", str(tmp_path)]) == 2
    assert main(["notice", "opening", str(packet), *new, "-o", str(tmp_path), "--force"]) == 0


def test_a_notices_own_file_states_all_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notice", "opening", str(EXAMPLES / "开通以后" / "图书馆-开通报告.yaml"), "-o", str(tmp_path)]) == 0
    assert "政务微博开通情况的报告：本单位盖章\n" in capsys.readouterr().out


def test_a_manifest_states_the_packets_facts(packet: Path, after: Path, tmp_path: Path) -> None:
    assert main(["packet", str(packet), "-o", str(tmp_path)]) == 0
    manifest = tmp_path / "图书馆" / "manifest.json"
    stated = ["--effective", "2014年9月1日", "--reason", "办公室搬迁。"]
    assert main(["notice", "change", str(manifest), str(after), *stated, "-o", str(tmp_path)]) == 0
    text = "".join(s.text for s in stretches(tmp_path / "图书馆" / CHANGE_PDF))
    assert "变更原因：办公室搬迁。" in text
    assert "电话变更" in text
    assert "0371-63556789转8012" in text
    assert text.count("0371-63556790") == 2
    assert main(["packet", str(manifest), "-o", str(tmp_path / "再")]) == 0


def test_two_files_alike_or_of_two_units_are_refused(
    packet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["notice", "change", str(packet), str(packet), "--effective", "2014-9-1", "-o", str(tmp_path)]
    assert main(command) == 1
    assert "与变更前完全相同" in capsys.readouterr().err
    command[3] = str(EXAMPLES / "食品与生物工程学院.toml")
    assert main(command) == 1
    said = capsys.readouterr().err
    assert "申报单位（unit）：变更前写的是“图书馆”，变更后写的是“食品与生物工程学院”" in said
    assert "政务微博名称（account）" in said
    assert not (tmp_path / "图书馆").exists()


def test_one_packets_facts_alone_make_no_change(packet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notice", "change", str(packet), "--effective", "2014-9-1", "-o", "x"]) == 2
    assert "请再给出变更后的内容文件" in capsys.readouterr().err


def test_a_team_stated_twice_is_a_fault(packet: Path, after: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(after.read_text("utf-8"))
    after.write_text(json.dumps({**facts, "管理队伍": facts["team"]}, ensure_ascii=False), "utf-8")
    assert main(["notice", "change", str(packet), str(after), "--effective", "2014-9-1", "-o", "x"]) == 1
    said = capsys.readouterr().err
    assert f"“{packet}”与“{after}”有1处问题" in said
    assert "变更后的管理队伍（after）：“管理队伍”与“team”是同一项，填了两次" in said


def test_a_notice_goes_to_the_folder_its_manifest_names(tmp_path: Path) -> None:
    source, out = tmp_path / "各单位.xlsx", tmp_path / "out"
    source.write_bytes(filled_template([TYPICAL, {**TYPICAL, "account": "郑州轻工业学院图书馆二"}]))
    assert main(["batch", str(source), "-o", str(out), "-q", "--format", "pdf"]) == 0
    manifest = out / "图书馆（2）" / "manifest.json"
    new = ["--domain", "weibo.com/second", "--opened", "2014-06-20"]
    assert main(["notice", "opening", str(manifest), *new, "-o", str(out)]) == 0
    assert (out / "图书馆（2）" / OPENING_PDF.replace("图书馆", "图书馆（2）")).is_file()
    assert not (out / "图书馆" / OPENING_PDF).exists()


def test_a_manifest_cannot_lead_out_of_the_folder(packet: Path, tmp_path: Path) -> None:
    stated = {"zzuli_forms": "0.3.0", "folder": "../外", "facts": TYPICAL}
    packet.write_text(json.dumps(stated, ensure_ascii=False), "utf-8")
    new = ["--domain", "weibo.com/zzulilib", "--opened", "2014-06-20"]
    assert main(["notice", "opening", str(packet), *new, "-o", str(tmp_path / "o")]) == 0
    assert (tmp_path / "o" / "图书馆" / OPENING_PDF).is_file()


def test_the_team_of_an_earlier_notice_is_what_a_later_change_begins_with(tmp_path: Path, after: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(CHANGED["typical"], ensure_ascii=False), "utf-8")
    notice = notices.change(facts_file.read(earlier), facts_file.read(after), {"effective": "2014-12-1"})
    assert notice.before == TeamChangeNotice.model_validate(CHANGED["typical"]).after
    assert (notice.reason, notice.dated) == (None, None)
    named = {"申报单位": "图书馆", "变更后的管理队伍": json.loads(after.read_text("utf-8"))["team"]}
    assert notices.change(facts_file.read(earlier), named, {"effective": "2014-12-1"}).after == notice.after


def test_a_team_beside_the_two_of_a_notice_is_a_fault() -> None:
    with pytest.raises(FactsError, match="没有“管理队伍”这一项"):
        notices.change({**(CHANGED["typical"] or {}), "管理队伍": TYPICAL["team"]}, None, {})


def test_an_account_with_and_without_its_at_sign_is_one(packet: Path, after: Path) -> None:
    before = {**TYPICAL, "account": "@郑州轻工业学院图书馆"}
    assert notices.change(before, facts_file.read(after), {"effective": "2014-9-1"}).account == "郑州轻工业学院图书馆"


def test_two_accounts_are_shown_in_full() -> None:
    with pytest.raises(FactsError, match="“zzuli20140101”，变更后写的是“zzuli20149901”"):
        notices.change({**TYPICAL, "account": "zzuli20140101"}, {**TYPICAL, "account": "zzuli20149901"}, {})


def test_all_that_a_notice_lacks_is_said_at_once(packet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notice", "opening", str(packet), "-o", "x"]) == 1
    said = capsys.readouterr().err
    assert "有2处问题" in said
    assert "域名（domain）：没有填" in said
    assert "开通日期（opened）：没有填" in said


def test_what_neither_form_knows_is_refused_and_what_only_the_packet_prints_is_not_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = {**(OPENED["typical"] or {}), "purpose": "", "备注": "x", "申报单位": "档案馆"}
    path = tmp_path / "x.json"
    path.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    assert main(["notice", "opening", str(path), "-o", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "没有“备注”这一项" in said
    assert "“申报单位”与“申报单位”是同一项，填了两次" in said
    assert "purpose" not in said


def test_a_sample_of_each_letter_can_be_written_and_used(tmp_path: Path) -> None:
    for form in (OPENING, CHANGE):
        path = tmp_path / f"{form.key}.yaml"
        assert main(["new", str(path), "--form", form.key]) == 0
    assert main(["notice", "opening", str(tmp_path / "opening.yaml"), "-o", str(tmp_path)]) == 0
    assert main(["notice", "change", str(tmp_path / "change.yaml"), "-o", str(tmp_path)]) == 0


def test_a_batch_leaves_a_units_letters_alone(packet: Path, tmp_path: Path) -> None:
    new = ["--domain", "weibo.com/zzulilib", "--opened", "2014-6-20"]
    out = tmp_path / "全校"
    for _ in range(2):
        assert main(["batch", str(EXAMPLES / "各单位.xlsx"), "-o", str(out), "-q", "--format", "pdf"]) in (0, 1)
        if not (out / "图书馆" / OPENING_PDF).exists():
            assert main(["notice", "opening", str(packet), *new, "-o", str(out), "--format", "pdf"]) == 0
    assert page_count(out / "图书馆" / OPENING_PDF) == 1


def test_a_letter_is_made_from_python_too() -> None:
    before = FilingPacket.model_validate(TYPICAL)
    facts = copy.deepcopy(TYPICAL["team"])
    facts["leader"]["phone"] = "6690"
    notice = TeamChangeNotice(
        unit=before.unit,
        account=before.account,
        effective=date(2014, 9, 1),
        before=before.team,
        after=Team.model_validate(facts),
    )
    assert [change.kind for change in notice.changes] == ["phone"]
    assert "变更原因" not in _text(CHANGE, notice)
