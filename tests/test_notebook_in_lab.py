"""JupyterLab in Chromium: a form filled in as a person fills it in, by keyboard alone, wrong first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests import lab
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket

pytestmark = pytest.mark.judged
expect.set_options(timeout=15_000)
SCREENSHOTS = Path(__file__).parent / "screenshots"
FILL = "from zzuli_forms.notebook import fill\nfill()"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a clerk's notebooks, with a packet filed before."""
    folder = tmp_path_factory.mktemp("desk")
    FilingPacket.model_validate(TYPICAL).write(folder / "报送材料")
    return folder


@pytest.fixture(scope="module")
def address(desk: Path) -> Iterator[str]:
    with lab.server(desk) as found:
        yield found


@pytest.fixture(scope="module")
def window(desk: Path, address: str) -> Iterator[Page]:
    with lab.browser(desk) as page:
        yield page


def opened(desk: Path, address: str, window: Page, name: str, *cells: str) -> None:
    """A new notebook, run."""
    lab.notebook(desk / f"{name}.ipynb", *cells)
    lab.run_all(window, address, f"{name}.ipynb")


@pytest.fixture
def form(desk: Path, address: str, window: Page) -> Locator:
    """An empty packet to be filled in."""
    number = len([*desk.glob("填表*.ipynb")])
    opened(desk, address, window, f"填表{number or ''}", FILL)
    found = window.locator(".zf form")
    found.wait_for(timeout=60_000)
    expect(window.locator(".zf img").first).to_have_js_property("complete", True)
    return found


def picture(window: Page) -> str:
    return window.locator(".zf img").first.get_attribute("src") or ""


def keep(window: Page, name: str) -> None:
    """With KEEP_SCREENSHOTS set, a screenshot in few colours and half the dots, to be looked at."""
    if os.environ.get("KEEP_SCREENSHOTS"):
        shown = Image.open(BytesIO(window.screenshot())).convert("RGB")
        small = shown.resize((shown.width // 2, shown.height // 2))
        small.quantize(64, Image.Quantize.FASTOCTREE).save(SCREENSHOTS / f"{name}.png", optimize=True)


def write(window: Page, *texts: str) -> None:
    """Write into one field after the other, from the one that has the focus on."""
    for text in texts:
        window.keyboard.press("Control+A")
        window.keyboard.type(text)
        window.keyboard.press("Tab")


def tab_to(window: Page, target: Locator) -> None:
    """Reach a control by the Tab key alone."""
    for _ in range(60):
        if target.evaluate("control => control === document.activeElement"):
            return
        window.keyboard.press("Tab")
    raise AssertionError("the Tab key does not reach it")


def beside(form: Locator, path: str) -> Locator:
    """What is said of a field, where its description says it is."""
    spoken = form.locator(f'[name="{path}"]').get_attribute("aria-describedby") or ""
    return form.locator(f"#{spoken.split()[-1]}")


def words(docx: BytesIO) -> str:
    """All that is written in a Word file."""
    return "".join(Document(docx).element.body.itertext())


def test_a_clerk_meets_faults_beside_the_fields_mends_them_and_takes_the_packet(form: Locator, window: Page) -> None:
    form.get_by_label("申报单位").focus()
    write(window, "图书馆", "ab", "发布馆藏。\n回应读者。", "开馆安排，add daily news。", "王刚", "1380371")
    expect(beside(form, "team.leader.phone")).to_have_text(
        "应为11位手机号或带区号的固定电话，现为“1380371”（7位），请补全"
    )
    expect(form.locator('[name="team.leader.phone"]')).to_have_attribute("aria-invalid", "true")
    expect(beside(form, "team.administrators[0].name")).to_have_text("")
    expect(form.get_by_label("政务微博宗旨")).to_have_value("发布馆藏。\n回应读者。")
    expect(form.locator(".zf-prose", has_text="政务微博宗旨")).to_contain_text("已写11字，还可写约")
    keep(window, "有误")
    write(window, "阿依古丽·买买提", "13803711234")

    save = form.get_by_role("button", name="保存全套（zip）")
    tab_to(window, save)
    window.keyboard.press("Enter")
    account = form.get_by_label("申报政务微博名称")
    expect(account).to_be_focused()
    expect(beside(form, "account")).to_contain_text("微博名称应为4至30个字符")
    expect(form.get_by_role("status")).to_have_text("还有2处要改。图中空着的是还没有填好的。")

    before = picture(window)
    write(window, "郑州轻工业学院图书馆")
    expect(beside(form, "account")).to_have_text("")
    expect(account).to_have_attribute("aria-invalid", "false")
    window.wait_for_function("before => document.querySelector('.zf img').src !== before", arg=before)
    tab_to(window, form.locator('[name="team.leader.phone"]'))
    write(window, "0371-63556789转8012")
    expect(form.get_by_role("status")).to_have_text("都填好了，可以保存。")
    keep(window, "改好")

    tab_to(window, save)
    with window.expect_download() as download:
        window.keyboard.press("Enter")
    assert download.value.suggested_filename == "图书馆.zip"
    with ZipFile(download.value.path()) as archive:
        files = {Path(name).name: archive.read(name) for name in archive.namelist()}
    people = [{"name": "阿依古丽·买买提", "phone": "13803711234"}]
    stated = {
        "unit": "图书馆",
        "account": "郑州轻工业学院图书馆",
        "purpose": "发布馆藏。\n回应读者。",
        "scope": "开馆安排，add daily news。",
        "team": {"leader": {"name": "王刚", "phone": "0371-63556789转8012"}, "administrators": people},
    }
    assert files == FilingPacket.model_validate(stated).files()
    assert len(PdfReader(BytesIO(files["图书馆-报送材料.pdf"])).pages) == 3
    assert "0371-63556789转8012" in words(BytesIO(files["图书馆-政务微博体系审批表.docx"]))


def test_every_control_has_its_label_and_its_description(form: Locator) -> None:
    found = form.evaluate(
        """form => [...form.elements].filter(e => e.matches("input, textarea, select")).map(e => ({
            name: e.name, labels: [...e.labels].map(label => label.textContent),
            described: (e.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)
                .every(id => document.getElementById(id))}))"""
    )
    assert len(found) == 8 + 4 + 3 + 2, "fields, people, options, the file and the box"
    assert all(len(control["labels"]) == 1 and control["labels"][0].strip() for control in found)
    assert all(control["described"] for control in found)
    assert form.get_attribute("aria-label") == "政务微博报送材料"


def test_a_required_field_left_empty_is_told_as_one_leaves_it(form: Locator, window: Page) -> None:
    form.get_by_label("申报单位").focus()
    expect(beside(form, "unit")).to_have_text("")
    window.keyboard.press("Tab")
    expect(beside(form, "unit")).to_have_text("没有填，请补填")
    assert beside(form, "account").inner_text() == ""


def test_letters_typed_into_a_field_are_no_commands_of_the_notebook(form: Locator, window: Page) -> None:
    cells = window.locator(".jp-Notebook .jp-Cell").count()
    form.get_by_label("申报政务微博名称").focus()
    window.keyboard.type("aabbddxxm")
    form.get_by_role("button", name="保存 Word").focus()
    window.keyboard.type("aabx")
    assert window.locator(".jp-Notebook .jp-Cell").count() == cells
    expect(form.get_by_label("申报政务微博名称")).to_have_value("aabbddxxm")


def test_a_former_packet_fills_the_form_and_its_pdf_is_saved(form: Locator, window: Page, desk: Path) -> None:
    manifest = desk / "报送材料" / "图书馆" / "manifest.json"
    form.get_by_label("读入内容文件").set_input_files(manifest)
    expect(form.get_by_label("申报单位")).to_have_value("图书馆")
    expect(form.get_by_role("status")).to_have_text("都填好了，可以保存。")
    with window.expect_download() as download:
        form.get_by_role("button", name="PDF").click()
    assert download.value.suggested_filename == "图书馆-报送材料.pdf"
    filed = desk / "报送材料" / "图书馆" / "图书馆-报送材料.pdf"
    assert download.value.path().read_bytes() == filed.read_bytes()


def test_two_views_of_one_form_show_the_same_and_save_once(desk: Path, address: str, window: Page) -> None:
    start = "from zzuli_forms.notebook import fill\nsheet = fill('报送材料/图书馆/manifest.json')\nsheet"
    opened(desk, address, window, "两处", start, "sheet")
    one, two = window.locator(".zf form").nth(0), window.locator(".zf form").nth(1)
    one.get_by_label("申报单位").fill("后勤集团")
    window.keyboard.press("Tab")
    expect(two.get_by_label("申报单位")).to_have_value("后勤集团")
    saved: list[str] = []
    window.on("download", lambda download: saved.append(download.suggested_filename))
    two.get_by_role("button", name="保存 Word").click()
    expect(two.get_by_role("status")).to_contain_text("已保存“后勤集团-报送材料.docx”")
    expect(one.get_by_role("status")).to_have_text("都填好了，可以保存。")
    window.wait_for_timeout(500)
    assert saved == ["后勤集团-报送材料.docx"]


def test_a_file_that_is_none_of_ours_is_refused_in_one_sentence(form: Locator, desk: Path) -> None:
    wrong = desk / "照片.json"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    form.get_by_label("读入内容文件").set_input_files(wrong)
    expect(form.get_by_role("alert")).to_contain_text("“照片.json”不是文本文件")
    assert form.get_by_label("申报单位").input_value() == ""


def test_a_notice_has_its_form_too(desk: Path, address: str, window: Page) -> None:
    start = "from zzuli_forms import TeamChangeNotice\nfrom zzuli_forms.notebook import fill\n"
    opened(desk, address, window, "变更", f"{start}fill(TeamChangeNotice, '报送材料/图书馆/manifest.json')")
    form = window.locator(".zf form")
    expect(beside(form, "effective")).to_have_text("没有填，请补填")
    form.get_by_label("变更日期").fill("2014年9月1日")
    form.locator('[name="after.leader.phone"]').fill("0371-63556790")
    window.keyboard.press("Tab")
    expect(form.get_by_role("status")).to_have_text("都填好了，可以保存。")
    keep(window, "变更")
    with window.expect_download() as download:
        form.get_by_role("button", name="保存 Word").click()
    assert "0371-63556790" in words(BytesIO(download.value.path().read_bytes()))


def test_a_packet_shows_its_pages_and_gives_its_files(desk: Path, address: str, window: Page) -> None:
    cell = "from zzuli_forms import FilingPacket\nFilingPacket.from_file('报送材料/图书馆/manifest.json')"
    opened(desk, address, window, "材料", cell)
    pictures = window.locator(".jp-OutputArea figure img")
    expect(pictures).to_have_count(2)
    widths = pictures.evaluate_all("all => all.map(one => [one.naturalWidth, one.clientWidth, one.alt.slice(0, 20)])")
    assert [width[0] for width in widths] == [1241, 1241]
    assert all(natural >= 1.9 * shown for natural, shown, _ in widths), "not crisp on a dense screen"
    assert all("郑州轻工业学院" in alt for _, _, alt in widths)
    keep(window, "材料")
    with window.expect_download() as download:
        window.get_by_role("link", name="图书馆-报送材料.pdf").click()
    filed = desk / "报送材料" / "图书馆" / "图书馆-报送材料.pdf"
    assert download.value.path().read_bytes() == filed.read_bytes()
