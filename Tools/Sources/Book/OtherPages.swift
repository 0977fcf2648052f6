import Course

/// The first page, and the reading paths.
struct OtherPages {
  let site: Site
  let sources: BookSources

  /// The first page: what the book is, and its contents.
  ///
  /// - Parameter contents: The contents of the book, without this page.
  /// - Returns: The page.
  func first(_ contents: Contents) -> BookPage {
    let rows = Curriculum.outline.map { lesson in
      let links = contents.pages(ofLesson: lesson.paddedNumber).dropFirst().map {
        HTML.link($0.path, HTML.escaped($0.shortTitle.lowercased()))
      }
      return """
        <tr><td>\(lesson.paddedNumber)</td><td>\(HTML.link("lessons/\(lesson.folder).html", HTML.escaped(lesson.title)))</td>\
        <td>\(HTML.escaped(lesson.coreConcept))</td><td>\(HTML.escaped(lesson.productionImpact))</td>\
        <td>\(links.joined(separator: ", "))</td></tr>

        """
    }
    let others = contents.groups.filter { $0.lesson == nil }.flatMap { group in
      group.isFolded
        ? group.pages.prefix(1).map { HTML.link($0.path, HTML.escaped(group.title)) }
        : group.pages.map { HTML.link($0.path, HTML.escaped($0.shortTitle)) }
    }
    return BookPage(
      "index.html", title: "Networks that run", shortTitle: "Contents",
      headings: [
        BookHeading(level: 2, anchor: "lessons", title: "The lessons", html: "The lessons"),
        BookHeading(level: 2, anchor: "more", title: "More", html: "More"),
      ],
      body: """
        <h1>Networks that run</h1>
        <p class="lead">A course on neural networks in Swift that you can read, run, break and test: ten lessons, from the perceptron to
        universal approximation. It is written for engineers who know PyTorch's basics and want to know what happens
        underneath, and what to do when it goes wrong.</p>
        <p>Begin with \(HTML.link("lessons/00-Overview.html", "the overview")), choose \(HTML.link("paths.html", "a reading path")), or
        look for \(HTML.link("symptoms.html", "what you see in your own run")). Press <kbd>/</kbd> to search.</p>
        <h2 id="lessons">The lessons</h2>
        <div class="table" tabindex="0"><table>
        <thead><tr><td></td><th scope="col">lesson</th><th scope="col">core concept</th>\
        <th scope="col">what it is good for in production</th><th scope="col">with it</th></tr></thead>
        <tbody>\(rows.joined())</tbody></table></div>
        <h2 id="more">More</h2>
        \(HTML.list(others))
        """)
  }

  /// The orders in which to take the course, each step a link.
  ///
  /// - Returns: The page.
  func paths() -> BookPage {
    let page = "paths.html"
    let headings = ReadingPath.allCases.map {
      BookHeading(level: 2, anchor: $0.rawValue, title: $0.title, html: HTML.escaped($0.title))
    }
    let sections = ReadingPath.allCases.map { path in
      let parts = path.parts.map { part in
        let steps = part.steps.map { "\(html(of: $0, on: page)), \($0.minutes) minutes" }
        return "<h3>\(HTML.escaped(part.title))</h3>\n\(HTML.list(steps))"
      }
      return """
        <h2 id="\(path.rawValue)">\(HTML.escaped(path.title))</h2>
        <p>\(HTML.escaped(path.purpose)) About \((path.minutes + 30) / 60) hours; <code>./learn path \(path.rawValue)</code> keeps
        track.</p>
        \(parts.joined())
        """
    }
    return BookPage(
      page, title: "Reading paths", headings: headings,
      body: """
        <h1>Reading paths</h1>
        <p>Orders in which to take the course, for a purpose or for a time that you have.</p>
        \(sections.joined())
        """)
  }

  private func html(of step: ReadingStep, on page: String) -> String {
    func question(_ id: CourseID) -> String {
      site.references.address(of: id.description, on: page).map { HTML.link($0, id.description) }
        ?? id.description
    }
    switch step.task {
    case .read(let file, let anchor, let title):
      let target = "/\(file)\(anchor.map { "#\($0)" } ?? "")"
      let lesson = step.lessons.first.map { ", lesson \($0 < 10 ? "0" : "")\($0)" } ?? ""
      return "read "
        + HTML.link(
          site.map.address(of: target, in: "README.md", on: page), HTML.escaped(title + lesson))
    case .exercise(let id): return "solve \(question(id))"
    case .questions(let ids): return "answer \(ids.map(question).joined(separator: ", "))"
    case .command(let words): return "run <code>./learn \(HTML.escaped(words))</code>"
    case .notebook(let lesson):
      let folder = Curriculum.outline.first { $0.number == lesson }?.folder ?? ""
      return "go through \(HTML.link("notebooks/\(folder).html", "notebook \(folder.prefix(2))"))"
    }
  }
}
