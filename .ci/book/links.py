"""What can be said of the book without a browser: `links.py BOOK`.

Every link, picture, script and style leads to a file of the book, and to an anchor that is there; nothing is fetched
from elsewhere; headings are in order; a page weighs less than 500 KB without pictures.
"""
import os
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

GREATEST_WEIGHT = 500_000
# Elements that have no end tag.
VOID = set("area base br col embed hr img input link meta source track wbr".split())


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.path = path
        self.next = None
        self.ids, self.links, self.fetched, self.levels, self.faults = {}, [], [], [], []
        self.open = []
        self.feed(path.read_text(encoding="utf-8"))
        if self.open:
            self.faults.append(f"<{self.open[-1]}> is not closed")

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if name := named.get("id"):
            if name in self.ids:
                self.faults.append(f"two elements have the id “{name}”")
            self.ids[name] = tag
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
            if named.get("rel") == "next":
                self.next = named["href"]
        for attribute in ("src", "data-src", "poster"):
            if attribute in named:
                self.fetched.append(named[attribute])
        if tag == "link" and named.get("rel") in ("stylesheet", "icon", "preload"):
            self.fetched.append(named["href"])
        if tag == "img" and "alt" not in named:
            self.faults.append(f"the picture {named.get('src')} has no alternative text")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        # Paragraphs and list items may end with what is around them.
        while self.open and self.open[-1] != tag and self.open[-1] in ("p", "li", "dt", "dd"):
            self.open.pop()
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> ends nothing; open is <{self.open[-1] if self.open else '-'}>")


def report(findings):
    """Prints each fault once, with the first page that has it and the number of the others."""
    pages = {}
    for finding in findings:
        name, fault = finding.split(": ", 1)
        pages.setdefault(fault.replace("../", ""), []).append(name)
    for fault, names in sorted(pages.items(), key=lambda item: -len(item[1]))[:60]:
        print(f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}: {fault}")
    if len(pages) > 60:
        print(f"… and {len(pages) - 60} other faults")


def main(book):
    pages = {path: Page(path) for path in sorted(book.rglob("*.html"))}
    findings = []

    def target(page, url):
        """The file that a link leads to, and the anchor; nothing for a link that leaves the book."""
        address, anchor = urldefrag(url)
        if re.match(r"[a-z]+:|//", address):
            return None
        address = unquote(address.split("?")[0])
        file = page.path if not address else Path(os.path.normpath(page.path.parent / address))
        return (file / "index.html" if file.is_dir() else file), unquote(anchor)

    linked = {book / "index.html"}
    for path, page in pages.items():
        name = path.relative_to(book)
        faults = list(page.faults)
        if page.levels.count(1) != 1:
            faults.append(f"{page.levels.count(1)} headings of level 1")
        for before, after in zip(page.levels, page.levels[1:]):
            if after > before + 1:
                faults.append(f"a heading of level {after} after one of level {before}")
                break
        for url in page.links:
            found = target(page, url)
            if not found:
                continue
            file, anchor = found
            linked.add(file)
            if not file.exists():
                faults.append(f"{url} leads nowhere")
            elif not file.is_relative_to(book):
                faults.append(f"{url} leads out of the book")
            elif anchor and file in pages and anchor not in pages[file].ids:
                faults.append(f"{url}: there is no such anchor")
        weight = path.stat().st_size
        for url in page.fetched:
            if url.startswith("data:"):
                continue
            found = target(page, url)
            if not found:
                faults.append(f"{url} is fetched from elsewhere")
            elif not found[0].exists():
                faults.append(f"{url} is missing")
            elif found[0].suffix in (".css", ".js"):
                weight += found[0].stat().st_size
        if weight > GREATEST_WEIGHT:
            faults.append(f"weighs {weight // 1000} KB without pictures")
        findings += [f"{name}: {fault}" for fault in dict.fromkeys(faults)]
    findings += [f"{path.relative_to(book)}: no page leads here" for path in pages if path not in linked]
    # Who turns the pages from the first one comes through all that are no sources and no types of the API.
    turned, path = [], book / "index.html"
    while path in pages and path not in turned:
        turned.append(path)
        path = target(pages[path], pages[path].next)[0] if pages[path].next else None
    for path in set(pages) - set(turned):
        parts = path.relative_to(book).parts
        if parts[0] not in ("sources", "api") or (parts[0] == "api" and len(parts) == 2):
            findings.append(f"{path.relative_to(book)}: no page is followed by this one")
    for style in book.rglob("*.css"):
        for url in re.findall(r"url\(['\"]?([^'\")]+)", style.read_text(encoding="utf-8")):
            if not url.startswith(("data:", "#")) and not (style.parent / url.split("?")[0].split("#")[0]).exists():
                findings.append(f"{style.relative_to(book)}: {url} is missing")
    report(findings)
    links = sum(len(page.links) for page in pages.values())
    print(f"{len(pages)} pages, {links} links, {len(findings)} findings")
    return 1 if findings or not pages else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
