import Course
import Foundation
import Markdown

/// The pages that show a Markdown file of the checkout.
struct MarkdownPages {
  let site: Site
  let sources: BookSources

  /// Where the files stand in the book, both from their roots.
  ///
  /// - Parameter root: The root of the checkout.
  /// - Returns: The pages by the file.
  static func places(in root: URL) -> [String: String] {
    var places = Self.single.filter {
      FileManager.default.fileExists(atPath: root.appending(path: $0.key).path)
    }
    for (folder, target) in [("Lessons", "lessons"), ("Notebooks-md", "notebooks")] {
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path))
        ?? []
      for name in names where name.hasSuffix(".md") && name.first?.isNumber == true {
        places["\(folder)/\(name)"] = "\(target)/\(name.dropLast(3)).html"
      }
    }
    return places
  }

  /// The pages that belong to no lesson.
  private static var single: [String: String] {
    [
      "README.md": "readme.html", "CONTRIBUTING.md": "contributing.html",
      "TESTING.md": "testing.html",
      "Lessons/README.md": "how-pages-stay-true.html", "Lessons/Symptoms.md": "symptoms.html",
      "Lessons/Measurements.md": "measurements.html",
      "Lessons/Activations.md": "activations.html",
      "Lessons/Your-own-package.md": "your-own-package.html",
      "Notebooks-md/README.md": "how-notebooks-work.html",
    ]
  }

  /// The page of a file.
  ///
  /// - Parameters:
  ///   - file: The file, from the root of the checkout.
  ///   - shortTitle: The name in the contents.
  ///   - lesson: The lesson that it belongs to, two digits.
  /// - Returns: The page; `nil` if there is no such file.
  func page(of file: String, shortTitle: String, lesson: String? = nil) -> BookPage? {
    guard let page = site.map.page(of: file), let text = sources.text(of: file) else { return nil }
    var nodes = MarkdownDocument(text).root.children
    let questions = Self.cutQuestions(from: &nodes)
    let renderer = MarkdownRenderer(site: site, file: file, page: page)
    var body = renderer.html(of: nodes)
    if questions, let lesson { body += links(toQuestionsOf: lesson, on: page) }
    if page == "symptoms.html" { body = Self.withTree(body) }
    let title = renderer.headings.first?.title ?? file
    var scripts: [BookPage.Script] = page == "symptoms.html" ? [.tree] : []
    if body.contains("data-slider=") { scripts.append(.sliders) }
    return BookPage(
      page, title: title, shortTitle: shortTitle, lesson: lesson, headings: renderer.headings,
      scripts: scripts, body: body)
  }

  /// The part of the README that says what PyTorch's names are called here.
  ///
  /// - Returns: The page; `nil` if the README has no such part.
  func namesOfPyTorch() -> BookPage? {
    guard let text = sources.text(of: "README.md") else { return nil }
    let nodes = MarkdownDocument(text).root.children
    let isHeading = { (node: MarkdownNode) in
      if case .heading(let level) = node.kind { level <= 2 } else { false }
    }
    guard
      let start = nodes.firstIndex(where: {
        isHeading($0) && $0.plainText == "From PyTorch to here"
      })
    else { return nil }
    let end = nodes[(start + 1)...].firstIndex(where: isHeading) ?? nodes.count
    let renderer = MarkdownRenderer(site: site, file: "README.md", page: "pytorch.html")
    let body = renderer.html(of: Array(nodes[(start + 1)..<end]))
    return BookPage(
      "pytorch.html", title: "From PyTorch to here",
      body:
        "<h1>From PyTorch to here</h1>\n<p>What PyTorch's names are called in this course.</p>\n\(body)"
    )
  }

  /// Takes the interview section away, which has a page of its own.
  ///
  /// - Parameter nodes: The blocks of a page.
  /// - Returns: Whether there was one.
  private static func cutQuestions(from nodes: inout [MarkdownNode]) -> Bool {
    let marker = { (name: String) in
      { (node: MarkdownNode) in
        node.kind == .htmlBlock && node.literal.contains("<!-- interview:\(name) -->")
      }
    }
    guard let begin = nodes.firstIndex(where: marker("begin")) else { return false }
    let end = nodes[begin...].firstIndex(where: marker("end")) ?? nodes.count - 1
    nodes.removeSubrange(begin...end)
    return true
  }

  private func links(toQuestionsOf lesson: String, on page: String) -> String {
    let words = PlainWords(site: site, page: page)
    let questions = sources.bank.questions(of: Int(lesson) ?? 0)
    let address = SiteMap.relative("questions/\(lesson).html", from: page)
    let items = questions.map {
      "<a href=\"\(address)#q-\($0.id)\">\($0.id)</a> \(words.html($0.words.question))"
    }
    return """
      <p>The answers, with their proofs, stand on \(HTML.link(address, "a page of their own")), where you can practice.</p>
      \(HTML.list(items))
      """
  }

  /// The place of the tree of symptoms, behind the introduction.
  private static func withTree(_ body: String) -> String {
    guard let table = body.firstRange(of: "<div class=\"table\"") else { return body }
    return body[..<table.lowerBound] + "<div id=\"tree\"></div>\n" + body[table.lowerBound...]
  }
}
