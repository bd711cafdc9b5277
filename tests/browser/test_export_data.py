"""The numbers of what is selected as a file: in few clicks, and the same as those that were logged."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from tensorboard_plugin_paramviz import load_run

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator

    from tests.browser.conftest import OpenTab, Simulate, Tab
    from tests.conftest import TensorBoardServer

RUN = "convergence-1"
WTE = "transformer.wte.weight"
ATTENTION = "transformer.h.0.attn.c_attn.weight"
UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
SELECTED_ROWS = (
    f'&p.paramviz.selected=["{RUN}","{WTE}",null,7,null]&p.paramviz.trailed=["{RUN}","{WTE}",3,40]&p.paramviz.step=11'
)
SELECTED_PART = f'&p.paramviz.view=network&p.paramviz.selected=["{RUN}","{ATTENTION}","query",null,null]'
LONG_MS = 60_000


@pytest.fixture(scope="module")
def logdir(simulate: Simulate) -> Path:
    return simulate("--runs", "2", "--steps", "20")


@pytest.fixture(scope="module")
def url(logdir: Path, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(logdir)


@pytest.fixture(scope="module")
def large_logdir(simulate: Simulate) -> Path:
    return simulate("--model", "gpt2", "--steps", "5")


def open_export(tab: Tab, name: str) -> Locator:
    """The dialog behind an entry of the menu."""
    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name=name, exact=True).click()
    dialog = tab.frame.get_by_role("dialog", name="Export numbers")
    expect(dialog).to_be_visible()
    return dialog


def save(tab: Tab, dialog: Locator) -> Download:
    with tab.page.expect_download() as waiting:
        dialog.get_by_role("button", name="Save").click()
    return waiting.value


def listen_to_downloads(tab: Tab) -> list[Download]:
    """The downloads that begin from now on."""
    downloads: list[Download] = []
    tab.page.on("download", lambda download: downloads.append(download))  # noqa: PLW0108  # a function, for Playwright
    return downloads


def told_bytes(dialog: Locator) -> float:
    """The size that the dialog tells."""
    text = dialog.get_by_text(re.compile(r"^About ")).inner_text()
    match = re.match(r"About ([\d.]+) (\w+):", text)
    assert match is not None, text
    return float(match[1]) * UNITS[match[2]]


def body_of(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def csv_lines(body: bytes) -> list[dict[str, str]]:
    text = "".join(line for line in io.StringIO(body.decode(), newline="") if not line.startswith("#"))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_selected_points_are_two_clicks_away(open_tab: OpenTab, url: str, logdir: Path) -> None:
    tab = open_tab(url, SELECTED_ROWS).wait(status="ready", step=11)
    dialog = open_export(tab, "CSV")
    expect(dialog.get_by_role("radio", name=re.compile("The selected points"))).to_be_checked()
    told = told_bytes(dialog)

    download = save(tab, dialog)

    assert download.suggested_filename == f"paramviz-{RUN}.csv"
    body = body_of(download)
    assert told == pytest.approx(len(body), rel=0.15)
    expect(dialog.get_by_role("status")).to_have_text(re.compile(rf"^Saved as paramviz-{RUN}\.csv, "))
    run = load_run(logdir / RUN)
    place = int(np.argmin(np.abs(np.array(run.steps) - 11)))
    lines = csv_lines(body)
    assert {line["step"] for line in lines} == {str(run.steps[place])}
    assert {line["kind"] for line in lines} == {"rows"}
    ids = run.row_ids(WTE).tolist()
    values = {row: [float(line["value"]) for line in lines if int(line["row"]) == row] for row in (3, 7, 40)}
    assert sum(map(len, values.values())) == len(lines)
    for row, its in values.items():
        np.testing.assert_array_equal(np.array(its, np.float32), run.rows(WTE)[place, ids.index(row)])


def test_the_selected_parameter_is_whole_and_that_is_said(open_tab: OpenTab, url: str, logdir: Path) -> None:
    tab = open_tab(url, SELECTED_PART).wait(status="ready")
    dialog = open_export(tab, "JSON")
    expect(dialog.get_by_text("Selected is query; the file has all that is logged of the parameter.")).to_be_visible()
    told = told_bytes(dialog)

    body = body_of(save(tab, dialog))

    assert told == pytest.approx(len(body), rel=0.15)
    arrays = json.loads(body)["arrays"]
    run = load_run(logdir / RUN)
    assert set(arrays) == {"steps", f"weights/{ATTENTION}"}
    np.testing.assert_array_equal(np.array(arrays[f"weights/{ATTENTION}"], np.float32), run.weights(ATTENTION)[-1:])


def test_the_charts_give_statistics_of_the_whole_training(open_tab: OpenTab, url: str, logdir: Path) -> None:
    tab = open_tab(url, "&p.paramviz.view=charts&p.paramviz.name=attn").wait(status="ready")
    dialog = open_export(tab, "NPZ")
    expect(dialog.get_by_role("radio", name=re.compile(r"The parameters shown.*“attn”"))).to_be_checked()
    told = told_bytes(dialog)

    body = body_of(save(tab, dialog))

    assert told == pytest.approx(len(body), rel=0.15)
    run = load_run(logdir / RUN)
    names = [parameter.name for parameter in run.parameters]
    with np.load(io.BytesIO(body)) as file:
        chosen = [name.removeprefix("statistics/") for name in file.files if name.startswith("statistics/")]
        assert chosen == [name for name in names if "attn" in name]
        assert file["steps"].tolist() == list(run.steps)
        for name in chosen:
            np.testing.assert_array_equal(file[f"statistics/{name}"], run.statistics[:, names.index(name)])


def test_another_run_other_numbers_and_a_stretch_of_steps(open_tab: OpenTab, url: str, logdir: Path) -> None:
    tab = open_tab(url).wait(status="ready", runs=2)
    dialog = open_export(tab, "CSV")
    dialog.get_by_label("Run").select_option("convergence-2")
    dialog.get_by_role("radio", name=re.compile("All parameters")).check()
    dialog.get_by_role("checkbox", name="Statistics").check()
    dialog.get_by_role("checkbox", name="Rows").uncheck()
    dialog.get_by_label("First step").fill("5")
    dialog.get_by_label("Last step").fill("9")
    expect(dialog.get_by_role("radio", name="Those between two steps")).to_be_checked()
    dialog.get_by_role("radio", name="NPZ").check()

    download = save(tab, dialog)

    assert download.suggested_filename == "paramviz-convergence-2.npz"
    run = load_run(logdir / "convergence-2")
    steps = [step for step in run.steps if 5 <= step <= 9]
    with np.load(io.BytesIO(body_of(download))) as file:
        assert file["steps"].tolist() == steps
        assert len([name for name in file.files if name.startswith("statistics/")]) == len(run.parameters)
        assert not [name for name in file.files if name.startswith("rows/")]


def test_what_cannot_be_asked_for_is_said(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready")
    dialog = open_export(tab, "CSV")
    button = dialog.get_by_role("button", name="Save")
    expect(button).to_be_focused()

    dialog.get_by_role("checkbox", name="Rows").uncheck()
    expect(dialog.get_by_text("Choose which numbers.")).to_be_visible()
    expect(button).to_be_disabled()

    dialog.get_by_role("checkbox", name="Rows").check()
    dialog.get_by_label("First step").fill("20")
    dialog.get_by_label("Last step").fill("3")
    expect(dialog.get_by_text("No snapshot lies between these steps.")).to_be_visible()
    expect(button).to_be_disabled()


def test_the_menu_and_the_dialog_by_keyboard(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready")
    button = tab.frame.get_by_role("button", name="Export", exact=True)
    items = tab.frame.get_by_role("menuitem")
    button.press("Enter")
    assert [item.get_attribute("aria-label") for item in items.all()] == [
        *("CSV", "JSON", "NPZ", "PNG", "Clip", "HTML", "Link")
    ]
    expect(items.first).to_be_focused()
    tab.page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(items).to_have_count(0)
    expect(button).to_be_focused()

    button.press("Enter")
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Enter")
    dialog = tab.frame.get_by_role("dialog", name="Export numbers")
    expect(dialog.get_by_role("radio", name="JSON")).to_be_checked()
    with tab.page.expect_download():
        tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def test_a_refusal_is_shown_in_the_servers_words(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready")
    dialog = open_export(tab, "CSV")
    tab.page.route("**/export?*", lambda route: route.continue_(url=route.request.url.replace("run=", "run=no-")))
    downloads = listen_to_downloads(tab)

    dialog.get_by_role("button", name="Save").click()

    expect(dialog.get_by_role("alert")).to_contain_text(f"no run 'no-{RUN}' has ParamViz data")
    assert downloads == []
    tab.forgive("404")


def test_work_is_shown_given_up_and_begun_anew(
    open_tab: OpenTab, large_logdir: Path, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(large_logdir)).wait(status="ready")
    downloads = listen_to_downloads(tab)
    dialog = open_export(tab, "JSON")
    dialog.get_by_role("radio", name=re.compile("^All 6")).check()
    dialog.get_by_role("button", name="Save").click()

    expect(dialog.get_by_text(re.compile(r"^[1-9][\d.]* MB of about \d+ MB$"))).to_be_visible()
    expect(dialog.get_by_role("progressbar")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("progressbar")).to_have_count(0)
    assert downloads == []

    dialog.get_by_role("radio", name=re.compile("The snapshot shown")).check()
    dialog.get_by_role("radio", name="NPZ").check()
    told = told_bytes(dialog)
    assert told == pytest.approx(len(body_of(save(tab, dialog))), rel=0.15)


def test_a_file_that_breaks_off_is_not_saved(
    open_tab: OpenTab, large_logdir: Path, tensorboard_server: TensorBoardServer
) -> None:
    url = tensorboard_server(large_logdir)
    tab = open_tab(url).wait(status="ready")
    downloads = listen_to_downloads(tab)
    dialog = open_export(tab, "JSON")
    dialog.get_by_role("radio", name=re.compile("^All 6")).check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text(re.compile(r"^[1-9][\d.]* MB of about \d+ MB$"))).to_be_visible()

    tensorboard_server.stop(url)

    expect(dialog.get_by_role("alert")).to_contain_text(
        re.compile(r"broke off after .* so the file would be incomplete; nothing was saved")
    )
    assert downloads == []
    tab.forgive("ERR_")  # of a server that is gone the console has much to say


def test_a_very_large_file_is_downloaded_by_the_browser_itself(
    open_tab: OpenTab, large_logdir: Path, tensorboard_server: TensorBoardServer
) -> None:
    tab = open_tab(tensorboard_server(large_logdir)).wait(status="ready")
    dialog = open_export(tab, "CSV")
    dialog.get_by_role("radio", name=re.compile("^All 6")).check()
    expect(dialog.get_by_text("downloaded by your browser itself")).to_be_visible()
    expect(dialog.get_by_text(re.compile("A spreadsheet opens 1,048,576 lines; this file has"))).to_be_visible()
    expect(dialog.get_by_text(re.compile(r"As NPZ it would be about \d+ MB"))).to_be_visible()

    download = save(tab, dialog)

    assert download.suggested_filename == f"paramviz-{RUN}.csv"
    assert "/export?" in download.url
    expect(dialog.get_by_role("status")).to_contain_text("Your browser is downloading it")
    download.cancel()
