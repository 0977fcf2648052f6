import Foundation

/// Pages that show the files and folders that other pages link to.
struct SourcePages {
  let site: Site
  let sources: BookSources
  /// The page of each equation, by its number.
  let equations: [String: String]

  /// All pages that are needed; the files of linked folders, too.
  ///
  /// - Returns: The pages, in the order of their paths.
  func pages() -> [BookPage] {
    var pages = site.map.linkedFolders.sorted().map(folderPage)
    pages += site.map.linkedFiles.sorted().compactMap(filePage)
    return pages
  }

  private func folderPage(_ path: String) -> BookPage {
    let page = "sources/\(path)/index.html"
    let names =
      FileManager.default.enumerator(atPath: sources.root.appending(path: path).path)?
      .compactMap { $0 as? String }.sorted() ?? []
    let isRead = path.prefixMatch(of: Self.readFolder) != nil
    // What a build leaves is no part of the course.
    let items = names.filter { Self.isText($0) && !"/\($0)".contains("/.") }.map { name in
      guard isRead || site.map.linkedFiles.contains("\(path)/\(name)") else {
        return HTML.escaped(name)
      }
      return
        HTML.link(
          SiteMap.relative(site.map.source("\(path)/\(name)"), from: page), HTML.escaped(name))
    }
    return BookPage(
      page, title: path, body: "<h1 class=\"path\">\(HTML.escaped(path))</h1>\n\(HTML.list(items))")
  }

  private func filePage(_ path: String) -> BookPage? {
    guard let text = sources.files[path]?.text ?? sources.text(of: path) else { return nil }
    let page = "sources/\(path).html"
    let language = path.hasSuffix(".py") ? "python" : path.hasSuffix(".swift") ? "swift" : ""
    let code = site.typesetter.code(
      text.hasSuffix("\n") ? String(text.dropLast()) : text, language: language, hasAnchors: true)
    return BookPage(
      page, title: path,
      body: """
        <h1 class="path">\(HTML.escaped(path))</h1>
        \(computed(in: path, on: page))<pre class="source" tabindex="0"><code>\(code)</code></pre>
        """)
  }

  /// The equations that a file computes, each with its line and its page.
  private func computed(in path: String, on page: String) -> String {
    let citations = site.equations.citations.values.joined().filter { $0.path == path }
      .sorted { $0.line < $1.line }
    let items = citations.compactMap { citation -> String? in
      guard let target = equations[citation.number] else { return nil }
      let address = "\(SiteMap.relative(target, from: page))#eq-\(citation.number)"
      return
        "\(HTML.link(address, "equation \(citation.number)")), \(HTML.link("#L\(citation.line)", "line \(citation.line)"))"
    }
    return items.isEmpty ? "" : "<p>It computes:</p>\n\(HTML.list(items))"
  }

  /// The folders whose files have all a page; of others those that a page links to.
  private static var readFolder: Regex<Substring> {
    /Sources\/(?:\d\d-|Autograd|TensorCore|Datasets|Plots|Course)/
  }

  /// Whether a file is one to be read.
  private static func isText(_ name: String) -> Bool {
    [".swift", ".py", ".md", ".h", ".modulemap"].contains { name.hasSuffix($0) }
  }
}
