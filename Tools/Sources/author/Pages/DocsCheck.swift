import Course
import Foundation
import Notebooks

/// All pages of the course, held against their origins.
struct DocsCheck {
  private let root = Repository.root
  private let origins: CourseOrigins
  private let lessons: [CourseCatalog.Entry]
  private let compiler = Swift.Result {
    try NotebookCompiler(
      in: Repository.root, running: Programs(), of: Repository.learnersTool)
  }

  /// Reads what the lessons register, and runs their failure modes.
  ///
  /// - Throws: `CourseCatalog.Unreadable`.
  init() async throws {
    let catalog = try await CourseCatalog.read(measured: true)
    origins = CourseOrigins(catalog)
    lessons = catalog.lessons
  }

  /// What was found on a page: what can be written anew, and what the writer has to put right.
  struct Result {
    /// The page.
    let page: Page
    /// What the tool can write anew.
    var edits: [PageEdit] = []
    /// What only the writer can put right.
    var findings: [PageFinding] = []
  }

  /// Checks all pages.
  ///
  /// - Returns: The result of each page, and findings in sources.
  func results() async throws -> (pages: [Result], findings: [PageFinding]) {
    let pages = try pages()
    var results: [Result] = []
    for page in pages {
      var result = Result(page: page)
      result.findings += PageLinks.findings(in: page, exists: exists, read: read)
      result.findings += RenderedPage.findings(in: page)
      if page.lesson != nil { await check(lessonPage: page, &result) }
      if page.path.prefixMatch(of: /Notebooks-md\/[0-9]/) != nil {
        check(notebook: page, &result)
        await check(listedNumbersOf: page, &result)
      }
      if page.path == "README.md" { await check(readme: page, &result) }
      results.append(result)
    }
    let lessonPages = pages.filter { $0.lesson != nil }
    var stray: [PageFinding] = []
    for finding in PageEquations.findings(in: pages, sources: try sources()) {
      if let index = results.firstIndex(where: { $0.page.path == finding.path }) {
        results[index].findings.append(finding)
      } else {
        stray.append(finding)
      }
    }
    for outline in Curriculum.outline
    where lessons.contains(where: { $0.number == outline.number })
      && !lessonPages.contains(where: { $0.lesson == outline.number })
    {
      stray.append(PageFinding("Lessons/\(outline.folder).md", 1, "The lesson has no page yet."))
    }
    return (results, try await stray + findingsInExamples())
  }

  /// What keeps the examples in the doc comments of the sources from being compiled.
  private func findingsInExamples() async throws -> [PageFinding] {
    let examples = SourceExamples(in: try Repository.swiftFiles(in: "Sources"))
    do {
      let compiler = try compiler.get()
      let program = examples.program(importing: compiler.modules)
      // Warnings are let pass: an example may show a value and do nothing with it.
      return try await compiler.messages(for: program)
        .filter(\.isError)
        .map { PageFinding($0.path, $0.line, "The example does not compile: \($0.text)") }
    } catch let failure as NotebookCompiler.Failure {
      return [PageFinding("Sources", 1, "The examples cannot be compiled. \(failure)")]
    }
  }

  // MARK: - Kinds of pages

  private func check(lessonPage page: Page, _ result: inout Result) async {
    let listings = PageListings(
      of: page, source: { try? String(contentsOf: root.appending(path: $0), encoding: .utf8) },
      twin: { try origins.twins.run($0, $1).lines })
    result.edits += listings.edits
    result.findings += listings.findings
    let numbers = await PageNumbers(of: page, text: origins.text(of:))
    result.edits += numbers.edits
    result.findings += numbers.findings + BareNumbers.findings(in: page)
    await check(listedNumbersOf: page, &result)
    guard let lesson = page.lesson, lesson > 0 else { return }
    result.findings += WordCount.findings(in: page)
    let failures = lessons.first { $0.number == lesson }?.failureModes ?? []
    result.findings += PageTwins.findings(in: page, failures: failures.map(\.id)) {
      _ = try origins.twins.run($0, $1)
    }
    do {
      result.findings += try origins.unanswered(on: page)
      fill(
        &result, between: InterviewSection.beginMarker, and: InterviewSection.endMarker,
        try origins.interviewSection(of: lesson), name: "the interview section")
    } catch {
      result.findings.append(PageFinding(page.path, 1, "\(error)"))
    }
  }

  private func check(listedNumbersOf page: Page, _ result: inout Result) async {
    let numbers = await ListedNumbers(of: page, value: origins.value(of:))
    result.edits += numbers.edits
    result.findings += numbers.findings
  }

  private func fill(
    _ result: inout Result, between begin: String, and end: String, _ text: String, name: String
  ) {
    switch PageSections.edit(result.page, between: begin, and: end, text: text, name: name) {
    case .success(let edit): result.edits += edit.map { [$0] } ?? []
    case .failure(let missing): result.findings.append(missing.finding)
    }
  }

  private func check(notebook page: Page, _ result: inout Result) {
    let notebook = Notebook(path: page.path, text: page.lines.joined(separator: "\n"))
    let outputs = notebook.cells.flatMap { ($0.output?.body ?? []) + $0.code }
    result.findings += BareNumbers.findings(in: page, outputs: outputs)
  }

  private func check(readme page: Page, _ result: inout Result) async {
    let table = PageSections.lessonTable(
      Curriculum.outline, built: Set(lessons.map(\.number)), exists: exists)
    fill(
      &result, between: PageSections.tableBegin, and: PageSections.tableEnd, table,
      name: "the table of lessons")
    do {
      let compiler = try compiler.get()
      for fence in page.fences where fence.info == ["swift"] {
        let code = fence.body.joined(separator: "\n")
        let source = "#sourceLocation(file: \"\(page.path)\", line: \(fence.start + 2))\n\(code)\n"
        result.findings += try await compiler.messages(for: source).map {
          PageFinding($0.path, $0.line, "The example does not compile: \($0.text)")
        }
      }
    } catch {
      result.findings.append(PageFinding(page.path, 1, "The examples cannot be compiled. \(error)"))
    }
  }

  // MARK: - Files

  private func pages() throws -> [Page] {
    let folders = ["Lessons", "Notebooks-md"].flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path))
        ?? [])
        .filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
    return (["README.md", "CONTRIBUTING.md", "TESTING.md"] + folders).compactMap(read)
  }

  private func read(_ path: String) -> Page? {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8)).map {
      Page(path: path, text: $0)
    }
  }

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// The Swift files of every lesson whose folder exists.
  private func sources() throws -> [Int: [(path: String, text: String)]] {
    var sources: [Int: [(path: String, text: String)]] = [:]
    for lesson in Curriculum.outline {
      sources[lesson.number] = try lesson.sourceFolders.flatMap(Repository.swiftFiles)
    }
    return sources
  }
}
