import Course
import Foundation

/// Pages that show the files and folders that other pages link to.
struct SourcePages {
  let site: Site
  let sources: BookSources
  /// The page of each equation, by its number.
  let equations: [String: String]
  /// The equations that the tests of a file hold, by the file's path.
  let held: [String: [(number: String, test: TestIndex.Test)]]

  /// Takes what the pages show.
  ///
  /// - Parameters:
  ///   - site: The book's parts.
  ///   - sources: The files.
  ///   - equations: The page of each equation, by its number.
  init(site: Site, sources: BookSources, equations: [String: String]) {
    self.site = site
    self.sources = sources
    self.equations = equations
    held = site.equations.heldByFile()
  }

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
      let file = "\(path)/\(name)"
      if let shown = site.map.page(of: file) {
        return HTML.link(SiteMap.relative(shown, from: page), HTML.breakable(name))
      }
      guard isRead || site.map.linkedFiles.contains(file) else { return HTML.breakable(name) }
      return HTML.link(SiteMap.relative(site.map.source(file), from: page), HTML.breakable(name))
    }
    return BookPage(
      page, title: path, lesson: Self.lesson(of: path),
      body: "\(head(of: path, on: page, kind: "Folder"))\(HTML.list(items))")
  }

  private func filePage(_ path: String) -> BookPage? {
    guard let text = sources.files[path]?.text ?? sources.text(of: path) else { return nil }
    let page = "sources/\(path).html"
    let language = path.hasSuffix(".py") ? "python" : path.hasSuffix(".swift") ? "swift" : ""
    let code = site.typesetter.code(
      text.hasSuffix("\n") ? String(text.dropLast()) : text, language: language, hasAnchors: true)
    return BookPage(
      page, title: path, lesson: Self.lesson(of: path),
      body: """
        \(head(of: path, on: page, kind: "Source file"))\
        \(equations(of: path, on: page))<pre class="source\(path.hasSuffix(".md") ? " prose" : "")" tabindex="0">\
        <code>\(code)</code></pre>
        """)
  }

  /// What a page shows, where it belongs, and its path, whose folders lead to their pages if they have any.
  private func head(of path: String, on page: String, kind: String) -> String {
    let parts = path.split(separator: "/")
    let steps = parts.indices.map { index in
      let part = HTML.breakable(parts[index])
      let folder = parts[...index].joined(separator: "/")
      guard index < parts.count - 1, site.map.linkedFolders.contains(folder) else { return part }
      return HTML.link(SiteMap.relative(site.map.source(folder), from: page), part)
    }
    let lesson = Self.lesson(of: path).flatMap { number in
      Self.lessonFile(number).flatMap(site.map.page(of:)).map { target in
        " of " + HTML.link(SiteMap.relative(target, from: page), "lesson \(number)")
      }
    }
    return """
      <p class="kind">\(kind)\(lesson ?? "")</p>
      <h1 class="path">\(steps.joined(separator: "/<wbr>"))</h1>

      """
  }

  /// The lesson that a file or folder belongs to, two digits; `nil` if it belongs to none.
  private static func lesson(of path: String) -> String? {
    path.firstMatch(of: /^Sources\/(\d\d)-|\/Lesson(\d\d)/).flatMap {
      ($0.1 ?? $0.2).map(String.init)
    }
  }

  /// The page of a lesson, as the checkout has it.
  private static func lessonFile(_ number: String) -> String? {
    guard number != "00" else { return "Lessons/00-Overview.md" }
    return Curriculum.outline.first { $0.paddedNumber == number }.map { "Lessons/\($0.folder).md" }
  }

  /// The equations that a file computes and those that its tests hold, each with its page and its line.
  private func equations(of path: String, on page: String) -> String {
    let computed = site.equations.citations.values.joined().filter { $0.path == path }
      .sorted { $0.line < $1.line }
      .compactMap { citation in
        link(to: citation.number, from: page).map { equation in
          "\(equation), \(HTML.link("#L\(citation.line)", "line \(citation.line)"))"
        }
      }
    // A test stands once, in the order of lines, with all that it tests.
    let tested = Dictionary(grouping: held[path] ?? [], by: \.test.line).sorted { $0.key < $1.key }
      .compactMap { line, pairs in
        let numbers = pairs.compactMap { link(to: $0.number, from: page) }
        return numbers.isEmpty
          ? nil
          : "\(HTML.link("#L\(line)", HTML.escaped(pairs[0].test.name))): \(numbers.joined(separator: ", "))"
      }
    return (computed.isEmpty ? "" : "<p>It computes:</p>\n\(HTML.list(computed))")
      + (tested.isEmpty ? "" : "<p>It tests what computes:</p>\n\(HTML.list(tested))")
  }

  /// The name of an equation, which leads to it; `nil` if no page shows it.
  private func link(to number: String, from page: String) -> String? {
    equations[number].map { target in
      HTML.link("\(SiteMap.relative(target, from: page))#eq-\(number)", "equation \(number)")
    }
  }

  /// The folders whose files have all a page; of others those that a page links to.
  private static var readFolder: Regex<Substring> {
    /Sources\/(?:\d\d-|Autograd|TensorCore|Datasets|Plots|Course|Text|Notebooks)/
  }

  /// Whether a file is one to be read.
  private static func isText(_ name: String) -> Bool {
    [".swift", ".py", ".md", ".h", ".modulemap", ".cjs", ".css", ".js"].contains {
      name.hasSuffix($0)
    }
  }
}
