"""Every page of the book in Chromium: `pages.py BOOK [--only PART] [--all] [--pictures FOLDER]`.

Each page is opened from the file system at 1280 and 400 pixels, light and dark. Nothing may be fetched from
elsewhere or written to the console; mathematics is set; pictures load; nothing is wider than the window; axe-core
finds no fault. Of the many pages of the API and of sources every tenth is looked at unless `--all` is given.
"""
import argparse
import multiprocessing
import os
import sys
import time
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import sync_playwright

from links import report

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

# What is wrong with a page as it stands in the window.
AUDIT = r"""
async () => {
  const faults = []
  const pictures = [...document.querySelectorAll('img')]
  for (const picture of pictures) picture.loading = 'eager'
  await Promise.all(pictures.map(picture => picture.decode().catch(() => null)))
  for (const picture of pictures) {
    if (!picture.naturalWidth) faults.push('does not load: ' + picture.getAttribute('src'))
  }
  const unset = document.querySelectorAll('.katex-error')
  if (unset.length) faults.push('mathematics that is not set: ' + unset[0].textContent)
  const walker = document.createTreeWalker(document.querySelector('#page') ?? document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode
    if (text.parentElement.closest('code, pre, script, style, annotation, .katex')) continue
    const raw = text.data.match(/\$[^$\n]+\$|\\(frac|sum|partial|mathbf|left)\b|\$\$/)
    if (raw) faults.push('raw mathematics: ' + raw[0].slice(0, 60))
  }
  if (!document.querySelector('main#page')) faults.push('no <main id="page">')
  if (document.documentElement.lang !== 'en') faults.push('no language')
  return faults
}
"""

# What is wider than the window.
WIDTH = r"""
() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const wide = [...document.querySelectorAll('body *')].filter(element => {
    if (element.getBoundingClientRect().right <= width + 1) return false
    for (let next = element.parentElement; next; next = next.parentElement) {
      if (getComputedStyle(next).overflowX !== 'visible') return false
    }
    return getComputedStyle(element).position !== 'fixed'
  })
  const first = wide[0]
  return [`${document.documentElement.scrollWidth} pixels wide in a window of ${width}: `
    + (first ? first.outerHTML.slice(0, 120) : '?')]
}
"""

# Text that stands out too little: what axe-core calls color-contrast, which takes it seconds on a long page.
CONTRAST = r"""
() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const seen = new Map()
  function channels(color) {
    if (!seen.has(color)) {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = color
      canvas.fillRect(0, 0, 1, 1)
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
      seen.set(color, [r, g, b, a / 255])
    }
    return seen.get(color)
  }
  const over = (top, below) => [0, 1, 2].map(k => top[k] * top[3] + below[k] * (1 - top[3])).concat(1)
  function ground(element) {
    if (!element) return channels('white')
    const own = channels(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own : over(own, ground(element.parentElement))
  }
  const light = color => {
    const [r, g, b] = color.slice(0, 3).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const faults = new Map()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (!walker.currentNode.data.trim() || element.closest('svg, script, style, noscript, .katex, :disabled')) continue
    if (!element.checkVisibility()) continue
    const style = getComputedStyle(element)
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700)
    const below = ground(element)
    const [one, two] = [light(over(channels(style.color), below)), light(below)]
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
    if (ratio < (large ? 3 : 4.5)) {
      faults.set(`${style.color} on ${below.slice(0, 3)}`,
        `contrast ${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 100)}`)
    }
  }
  return [...faults.values()]
}
"""

# Formulas are spoken from their MathML; what is drawn is hidden from assistive technology, and most of a page.
RULES = r"""
async () => {
  for (const drawn of document.querySelectorAll('.katex-html')) drawn.remove()
  const result = await axe.run(document, {
    preload: false, resultTypes: ['violations'], rules: {
      'color-contrast': { enabled: false },
      // A heading that is a formula has words for assistive technology, but none that are seen once its drawing is away.
      'empty-table-header': { enabled: false },
    },
  })
  return result.violations.map(violation =>
    `axe: ${violation.id}: ${violation.help} (${violation.nodes.length}): ${violation.nodes[0].html.slice(0, 140)}`)
}
"""


class Watch:
    """What a page fetches and writes to the console."""

    def __init__(self, page, book):
        self.faults = []
        allowed = (book.as_uri() + "/", "data:", "blob:", "about:")
        page.on("console", lambda message: message.type in ("error", "warning") and self.faults.append(
            f"console: {message.text[:200]}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {str(error)[:200]}"))
        page.on("request", lambda request: request.url.startswith(allowed) or self.faults.append(
            f"fetches {request.url[:200]}"))
        page.on("requestfailed", lambda request: self.faults.append(f"cannot fetch {request.url[:200]}"))

    def take(self):
        faults, self.faults = self.faults, []
        return faults


def look(page, watch, path, pictures):
    """Opens one page in both widths and both modes."""
    faults = []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto(path.as_uri(), wait_until="load")
    faults += page.evaluate(AUDIT)
    page.evaluate(AXE)
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width}: {fault}" for fault in page.evaluate(WIDTH)]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults += [f"{scheme}: {fault}" for fault in page.evaluate(CONTRAST)]
            if pictures:
                page.screenshot(path=pictures / f"{path.parent.name}-{path.stem}-{width}-{scheme}.png")
    # Last, because it takes away what is drawn.
    faults += page.evaluate(RULES)
    page.set_viewport_size({"width": 1280, "height": 900})
    faults += page.evaluate(RULES)
    return list(dict.fromkeys(faults)) + watch.take()


def work(arguments):
    book, paths, pictures = arguments
    findings = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        page = browser.new_context(reduced_motion="reduce").new_page()
        watch = Watch(page, book)
        for path in paths:
            name = path.relative_to(book)
            try:
                faults = look(page, watch, path, pictures)
            except Exception as error:  # A page that does not open is a finding, and the others are looked at.
                faults = [f"does not open: {str(error)[:300]}"]
            findings += [f"{name}: {fault}" for fault in dict.fromkeys(faults)]
        browser.close()
    return findings


def chosen(book, only, everything):
    """The pages that are looked at, those alike thinned out."""
    paths = sorted(book.rglob("*.html"))
    if only:
        return [path for path in paths if only in str(path.relative_to(book))]
    alike = {"api", "sources"}
    many = [path for path in paths if path.relative_to(book).parts[0] in alike]
    few = [path for path in paths if path not in set(many)]
    return few + (many if everything else many[::10])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("book", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    book, start = options.book.resolve(), time.time()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    paths = chosen(book, options.only, options.all)
    # The longest first, dealt out like cards.
    paths.sort(key=lambda path: -path.stat().st_size)
    hands = max(1, min(os.cpu_count() or 2, len(paths)))
    with multiprocessing.Pool(hands) as pool:
        parts = pool.map(work, [(book, paths[hand::hands], options.pictures) for hand in range(hands)])
    findings = sorted(sum(parts, []))
    report(findings)
    print(f"{len(paths)} pages in {time.time() - start:.0f} s, {len(findings)} findings")
    return 1 if findings or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
