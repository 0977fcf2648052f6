/// The frame around what stands on a page.
struct Layout {
  let contents: Contents

  /// A whole page.
  ///
  /// - Parameter page: The page.
  /// - Returns: HTML, formulas and code still to be set.
  func html(of page: BookPage) -> String {
    let depth = page.path.split(separator: "/").count - 1
    let root = String(repeating: "../", count: depth)
    let isFirst = page.path == "index.html"
    let files = page.scripts.flatMap { $0.files(lesson: page.lesson) }
    let scripts = (["book"] + files).map {
      "<script defer src=\"\(root)assets/\($0).js\"></script>\n"
    }.joined()
    let style =
      page.path.hasPrefix("api/")
      ? "<link rel=\"stylesheet\" href=\"\(root)assets/api.css\">\n"
      : page.scripts.isEmpty
        ? "" : "<link rel=\"stylesheet\" href=\"\(root)assets/play.css\">\n"
    return """
      <!DOCTYPE html>
      <html lang="en" data-root="\(root)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(HTML.escaped(title(of: page)))\(isFirst ? "" : " · Networks that run")</title>
      <script>try { var t = localStorage.getItem('book.theme'); if (t === 'light' || t === 'dark') \
      document.documentElement.dataset.theme = t; } catch (e) {} \
      document.documentElement.classList.add('scripts');</script>
      <link rel="icon" href="\(root)assets/icon.svg">
      <link rel="stylesheet" href="\(root)assets/katex/katex.css">
      <link rel="stylesheet" href="\(root)assets/book.css">
      \(style)</head>
      <body>
      <a class="skip" href="#page">To the text</a>
      <header>
      <a class="home" href="\(root)index.html">Networks that run</a>
      <form role="search" class="scripted" action="#"><label class="unseen" for="search">Search the book</label>\
      <input id="search" type="search" placeholder="Search ( / )" autocomplete="off" aria-controls="results"></form>
      <button id="theme" class="scripted" type="button">Theme: auto</button>
      <div id="results" hidden></div>
      </header>
      <div class="columns">
      <nav id="contents" aria-label="Contents of the book"><details class="box"><summary>Contents</summary>
      \(contents.html(for: page))</details></nav>
      <main id="page" tabindex="-1">
      \(page.body)
      \(neighbors(of: page))</main>
      \(sections(of: page))</div>
      \(scripts)</body>
      </html>

      """
  }

  private func title(of page: BookPage) -> String { page.title.replacing("$", with: "") }

  private func neighbors(of page: BookPage) -> String {
    let (previous, next) = contents.neighbors(of: page)
    guard previous != nil || next != nil else { return "" }
    return """
      <nav class="neighbors" aria-label="Previous and next page">\(neighbor(previous, "prev", "Previous", page))\
      \(neighbor(next, "next", "Next", page))</nav>

      """
  }

  private func neighbor(
    _ target: BookPage?, _ rel: String, _ words: String, _ page: BookPage
  ) -> String {
    guard let target else { return "<span></span>" }
    let address = SiteMap.relative(target.path, from: page.path)
    return
      "<a rel=\"\(rel)\" href=\"\(address)\"><small>\(words)</small> \(HTML.escaped(title(of: target)))</a>"
  }

  private func sections(of page: BookPage) -> String {
    let items = page.headings.filter { (2...3).contains($0.level) }.map {
      "<li class=\"level\($0.level)\"><a href=\"#\($0.anchor)\">\($0.html)</a></li>"
    }
    guard !items.isEmpty else { return "" }
    return """
      <nav id="sections" aria-label="Sections of this page"><details class="box"><summary>On this page</summary><ul>
      \(items.joined(separator: "\n"))
      </ul></details></nav>

      """
  }
}
