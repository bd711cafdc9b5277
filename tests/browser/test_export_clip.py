"""The training as a clip: a file that plays, of the length and size that were chosen."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import FLAGS_OF_TESTS
from tests.browser.conftest import Tab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Launch, OpenTab, Simulate
    from tests.conftest import TensorBoardServer

STEPS = 40
REMOTE = "train.example"
LENGTH_S = 2
MOVED = 0.01  # share of pixels that differ between the first and the last frame
PLAY = """async ([data, type]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const video = document.createElement("video");
  video.muted = true;
  video.src = URL.createObjectURL(new Blob([bytes], { type }));
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve;
    video.onerror = () => reject(new Error(video.error.message));
  });
  const { videoWidth: width, videoHeight: height, duration } = video;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const seek = (time) => new Promise((resolve) => { video.onseeked = resolve; video.currentTime = time; });
  const picture = async () => {
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    context.drawImage(video, 0, 0);
    return context.getImageData(0, 0, width, height).data;
  };
  await seek(0.001);
  const first = await picture();
  await seek(duration - 0.001);
  let differing = 0;
  for (let look = 0; differing === 0 && look < 30; look += 1) {  // the picture comes after the event
    const last = await picture();
    for (let at = 0; at < first.length; at += 4) {
      differing += Math.abs(first[at] - last[at]) + Math.abs(first[at + 1] - last[at + 1]) > 48 ? 1 : 0;
    }
  }
  return { width, height, duration, moved: differing / (width * height) };
}"""


class Clip(NamedTuple):
    """What a browser that plays a clip knows of it."""

    width: int
    height: int
    duration: float
    moved: float


@pytest.fixture(scope="module")
def url(simulate: Simulate, tensorboard_server: TensorBoardServer) -> str:
    return tensorboard_server(simulate("--steps", str(STEPS)))


@pytest.fixture
def player(chromium: Browser) -> Iterator[Page]:
    """An empty page that may play what it is given."""
    page = chromium.new_page()
    yield page
    page.close()


@pytest.fixture
def remote_tab(launch_chromium: Launch, url: str) -> Iterator[Tab]:
    """The tab as somebody sees it who came over plain HTTP to another machine."""
    browser = launch_chromium([*FLAGS_OF_TESTS, f"--host-resolver-rules=MAP {REMOTE} 127.0.0.1"])
    tab = Tab(browser.new_page(), f"http://{REMOTE}:{urlsplit(url).port}").open()
    yield tab
    browser.close()
    assert tab.complaints == []


def open_dialog(tab: Tab, **choices: str) -> Locator:
    """The dialog of the Export menu's entry Clip, with a short and small clip chosen."""
    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name="Clip").click()
    dialog = tab.frame.get_by_role("dialog", name="Clip of the training")
    expect(dialog.get_by_role("button", name="Make clip")).to_be_enabled()
    dialog.get_by_label("Length").fill(str(LENGTH_S))
    for label, choice in {"Resolution": "360p", "Frames a second": "24", **choices}.items():
        dialog.get_by_label(label).select_option(label=choice)
    return dialog


def played(tab: Tab, dialog: Locator, player: Page, kind: str) -> Clip:
    """Makes the clip, and plays the file."""
    with tab.page.expect_download(timeout=180_000) as download:
        dialog.get_by_role("button", name="Make clip").click()
    expect(dialog.get_by_text("Saved paramviz-")).to_be_visible()
    assert download.value.suggested_filename.endswith(f".{kind}")
    data = base64.b64encode(Path(download.value.path()).read_bytes()).decode()
    return Clip(**player.evaluate(PLAY, [data, f"video/{kind}"]))


def test_a_clip_of_the_whole_training_plays_and_leaves_the_page_as_it_was(
    open_tab: OpenTab, url: str, player: Page
) -> None:
    tab = open_tab(url, "&p.paramviz.step=7").wait(status="ready", step=7).settle()
    dialog = open_dialog(tab, Format="WebM")
    expect(dialog.get_by_label("From step")).to_have_value("0")
    expect(dialog.get_by_label("To step")).to_have_value(str(STEPS))
    expect(dialog.get_by_text("640 × 360 pixels, 48 frames, at most")).to_be_visible()

    clip = played(tab, dialog, player, "webm")

    assert (clip.width, clip.height) == (640, 360)
    assert clip.duration == pytest.approx(LENGTH_S, abs=0.1)
    assert clip.moved > MOVED
    dialog.get_by_role("button", name="Close").click()
    assert tab.step == 7


def test_a_clip_can_be_made_of_the_flat_network_too(open_tab: OpenTab, url: str, player: Page) -> None:
    state = "&p.paramviz.view=network&p.paramviz.renderer=canvas2d"
    tab = open_tab(url, state).wait(status="ready", renderer="canvas2d").settle()
    dialog = open_dialog(tab, Format="WebM", Pace="even snapshots")

    clip = played(tab, dialog, player, "webm")

    assert (clip.width, clip.height) == (640, 360)
    assert clip.moved > MOVED


def test_a_clip_can_be_given_up(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready").settle()
    dialog = open_dialog(tab)
    dialog.get_by_label("Length").fill("60")
    dialog.get_by_role("button", name="Make clip").click()
    expect(dialog.get_by_role("progressbar")).to_be_visible()
    expect(dialog.get_by_text("% done")).to_be_visible()

    dialog.get_by_role("button", name="Cancel").click()

    expect(dialog.get_by_role("progressbar")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Make clip")).to_be_enabled()
    expect(dialog.get_by_text("Saved")).to_have_count(0)
    expect(dialog.get_by_role("alert")).to_have_count(0)


def test_steps_that_are_no_stretch_are_refused(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url).wait(status="ready").settle()
    dialog = open_dialog(tab)

    dialog.get_by_label("From step").fill("30")
    dialog.get_by_label("To step").fill("20")

    expect(dialog.get_by_role("button", name="Make clip")).to_be_disabled()
    expect(dialog.get_by_label("To step")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("To step").fill("35")
    expect(dialog.get_by_role("button", name="Make clip")).to_be_enabled()


def test_over_plain_http_the_clip_is_recorded_while_it_is_drawn(remote_tab: Tab, player: Page) -> None:
    remote_tab.wait(status="ready").settle()
    assert not remote_tab.frame.evaluate("'VideoEncoder' in window")
    dialog = open_dialog(remote_tab, Format="WebM")
    expect(dialog.get_by_text(f"that takes the {LENGTH_S} seconds that it lasts")).to_be_visible()

    clip = played(remote_tab, dialog, player, "webm")

    assert (clip.width, clip.height) == (640, 360)
    assert LENGTH_S / 2 < clip.duration < 2 * LENGTH_S  # a slow machine's last frame comes early, or late
    assert clip.moved > MOVED


def test_where_a_browser_writes_no_clips_the_dialog_says_so(open_tab: OpenTab, url: str) -> None:
    missing = "delete window.VideoEncoder; delete window.MediaRecorder;"
    tab = open_tab(url, script=missing).wait(status="ready").settle()
    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name="Clip").click()

    expect(tab.frame.get_by_role("alert").filter(has_text="can write no clips")).to_be_visible()
    expect(tab.frame.get_by_role("button", name="Make clip")).to_be_disabled()


def test_charts_stand_still_and_the_dialog_says_where_clips_are(open_tab: OpenTab, url: str) -> None:
    tab = open_tab(url, "&p.paramviz.view=charts").wait(status="ready", view="charts")
    tab.frame.get_by_role("button", name="Export", exact=True).click()
    tab.frame.get_by_role("menuitem", name="Clip").click()

    dialog = tab.frame.get_by_role("dialog", name="Clip of the training")
    expect(dialog.get_by_text("Charts stand still")).to_be_visible()
