"""The book as a reader uses it, in Chromium and from the file system: `use.py BOOK`.

Search, practice, sliders, the tree of symptoms, the keyboard and the theme; then the same pages with scripts off.
"""
import os
import re
import sys
import time
import traceback
from pathlib import Path

from playwright.sync_api import sync_playwright

WORDS = ["momentum", "dead units", "F5.24", "softmax", "learning rate warm-up"]


class Reader:
    """A browser with one page, and the claims that are held against the book."""

    def __init__(self, browser, book, scripts=True):
        self.context = browser.new_context(
            java_script_enabled=scripts, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.page.set_default_timeout(5_000)
        self.book = book

    def open(self, path):
        self.page.goto((self.book / path).as_uri(), wait_until="load")
        return self.page

    def first(self, pattern):
        return sorted(self.book.glob(pattern))[0].relative_to(self.book)


def search_finds(reader):
    page = reader.open(reader.first("lessons/*.html"))
    for word in WORDS:
        page.fill("#search", word)
        page.wait_for_selector("#results a")
        links = page.locator("#results a")
        assert links.count() > 0, f"“{word}” is not found"
        first = links.first.get_attribute("href").split("#")[0]
        assert (page.url and (Path(page.url.split("#")[0].removeprefix("file://")).parent / first).exists()), first
    page.fill("#search", "no such thing as this")
    page.wait_for_timeout(300)
    assert page.locator("#results a").count() == 0, "what is nowhere is found"


def keyboard_leads(reader):
    page = reader.open(reader.first("lessons/*.html"))
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "#page", f"the first stop is {focused}, not the link to the page's text"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#page').contains(document.activeElement)"), \
        "after the skip link the next stop is outside the page's text"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search", "/ does not lead to the search"
    page.keyboard.type("dropout")
    page.wait_for_selector("#results a")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.querySelector('#results').contains(document.activeElement)"
                         " || !!document.querySelector('#results [aria-selected=true]')"), "no result is chosen"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def theme_is_remembered(reader):
    page = reader.open("index.html")
    ground = lambda: page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="light")
    light, seen = ground(), set()
    for _ in range(3):
        page.click("#theme")
        seen.add(ground())
    assert len(seen) == 2 and light in seen, f"the button shows {seen}"
    while page.evaluate("document.documentElement.dataset.theme") != "dark":
        page.click("#theme")
    dark = ground()
    page.reload()
    assert ground() == dark != light, "the theme is forgotten"
    while page.evaluate("document.documentElement.dataset.theme") == "dark":
        page.click("#theme")


def practice_answers(reader):
    page = reader.open("questions/05.html" if (reader.book / "questions/05.html").exists()
                       else reader.first("questions/*.html"))
    question = page.locator("article.question").first
    answer = question.locator("details.answer")
    assert not answer.evaluate("element => element.open"), "the answer shows before it is asked for"
    answer.locator("summary").click()
    assert answer.evaluate("element => element.open && element.innerText.length > 40"), "the answer does not open"


def wrong_choice_is_refuted(reader):
    page = reader.page
    question = page.locator("article.question:has(script.choices)").first
    identifier = question.get_attribute("data-id")
    question.locator(".play button", has_text="Choose a statement").click()
    options = question.locator("ol.options li")
    assert options.count() >= 2, "there is nothing to choose from"
    assert question.locator("li[data-right=yes]").count() == 1, "not one of them is right"
    question.locator("li[data-right=no] button").first.click()
    verdict = question.locator(".verdict").inner_text()
    assert verdict.startswith("No.") and len(verdict) > 40, f"a wrong choice says “{verdict}”"
    assert question.get_attribute("data-state") == "again"
    page.reload()
    assert page.locator(f"[data-id='{identifier}']").get_attribute("data-state") == "again", "progress is forgotten"


def session_goes_on(reader):
    page = reader.page
    page.locator("button", has_text="Practice for twenty minutes").click()
    page.wait_for_selector(".session")
    seen = set()
    for _ in range(3):
        seen.add(page.locator("article.question.current").get_attribute("data-id"))
        page.locator(".session button[data-role=next]").click()
        page.wait_for_selector("article.question.current")
    assert len(seen) == 3, f"the session shows {seen}"
    page.locator(".session button", has_text="Stop").click()
    assert page.locator(".session").count() == 0, "the session does not end"


def slider_moves(reader):
    pages = [path for path in sorted(reader.book.glob("lessons/*.html"))
             if 'class="slider"' in path.read_text(encoding="utf-8")]
    assert len(pages) >= 10, f"{len(pages)} lessons have a slider"
    for path in pages:
        page = reader.open(path.relative_to(reader.book))
        for figure in page.locator("figure.slider").all():
            name = figure.get_attribute("data-slider")
            control = figure.locator("input[type=range]").first
            before = figure.inner_html()
            control.focus()
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
            page.wait_for_timeout(50)
            if figure.inner_html() == before:
                page.keyboard.press("Home")
                page.wait_for_timeout(50)
            assert figure.inner_html() != before, f"{name}: the slider changes nothing"


def tree_ends_in_a_failure_mode(reader):
    page = reader.open("symptoms.html")
    for _ in range(12):
        buttons = page.locator("#tree .choices button:visible")
        if page.locator("#tree a[href*='failures/']:visible").count():
            break
        assert buttons.count(), "the tree ends without a failure mode"
        buttons.first.click()
    link = page.locator("#tree a[href*='failures/']:visible").first
    assert re.search(r"#F\d+\.\d+", link.get_attribute("href")), "the link names no failure mode"
    link.click()
    page.wait_for_load_state()
    anchor = page.url.split("#")[1]
    assert page.locator(f"article.failure[id='{anchor}']").is_visible(), f"{anchor} is not there"


def phone_opens_contents(reader):
    page = reader.open(reader.first("lessons/*.html"))
    page.set_viewport_size({"width": 400, "height": 900})
    links = page.locator("#contents a")
    assert not links.first.is_visible(), "the contents cover a phone's screen"
    page.locator("header summary, header button[aria-controls], #contents summary").first.click()
    assert links.first.is_visible(), "the contents do not open"
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    assert links.first.is_visible(), "the contents are not shown beside a page that has the width"


def reads_without_scripts(reader):
    page = reader.open(reader.first("lessons/0[1-9]*.html"))
    assert page.locator("#contents a").first.is_visible(), "no contents without scripts"
    assert page.locator(".katex").count() > 0, "no mathematics without scripts"
    for figure in page.locator("figure.slider img").all():
        assert figure.is_visible(), "no still picture without scripts"
    page = reader.open(reader.first("questions/*.html"))
    answer = page.locator("details.answer").first
    answer.locator("summary").click()
    assert answer.locator("p").first.is_visible(), "an answer does not open without scripts"
    page = reader.open("symptoms.html")
    assert page.locator("main a[href*='failures/']:visible").count() > 50, "no table of symptoms without scripts"


WITH_SCRIPTS = [
    search_finds, keyboard_leads, theme_is_remembered, practice_answers, wrong_choice_is_refuted, session_goes_on,
    slider_moves, tree_ends_in_a_failure_mode, phone_opens_contents,
]
WITHOUT_SCRIPTS = [reads_without_scripts]


def main(book):
    failures = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        for claims, scripts in ((WITH_SCRIPTS, True), (WITHOUT_SCRIPTS, False)):
            reader = Reader(browser, book, scripts)
            for claim in claims:
                start, name = time.time(), claim.__name__.replace("_", " ")
                try:
                    claim(reader)
                    print(f"{name}: {time.time() - start:.1f} s")
                except Exception as error:
                    failures += 1
                    place = traceback.extract_tb(error.__traceback__)[1].lineno
                    print(f"{name}: FAILED in line {place}: {str(error)[:400]}")
        browser.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
