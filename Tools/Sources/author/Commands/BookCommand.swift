import ArgumentParser
import Book
import Foundation
import Notebooks

/// `learn book`: the course as pages that one can read, search and practice in.
struct BookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "book",
    abstract: "Builds the course as pages for a browser.",
    discussion: """
      Formulas are set by KaTeX and code is colored by highlight.js while the book is built; its pages need no \
      network. They can be opened from the file system or, with --serve, at an address of this machine.
      """)

  @Flag(help: "Show the book at an address of this machine until Control-C.")
  var serve = false

  @Option(help: "The port of that address.")
  var port = 8000

  @Option(
    help: ArgumentHelp(
      "The folder to write to, from the root of the checkout.", valueName: "folder"))
  var output = "book"

  func validate() throws {
    guard (1...65535).contains(port) else {
      throw ValidationError("A port is a number from 1 to 65535: \(port)")
    }
  }

  func run() async throws {
    let start = ContinuousClock.now
    do {
      try await requireNode()
      let book = Book(from: try await BookSources.ofCheckout())
      let target =
        output.hasPrefix("/")
        ? URL(fileURLWithPath: output) : Repository.root.appending(path: output)
      let folder = try BookFolder(emptying: target)
      let files = Repository.root.appending(path: "Tools/Book")
      let api = try await api()
      let summary = try await book.write(
        to: folder, assets: files.appending(path: "assets"), api: api
      ) {
        try await BookTypesetting.answer(to: $0, assets: folder.url.appending(path: "assets"))
      }
      try await BookFigures.write(to: folder.url.appending(path: "assets"))
      let seconds = Int((ContinuousClock.now - start).components.seconds)
      print(
        "\(summary.pageCount) pages in \(seconds) seconds; the largest, \(summary.largest.path), is \(summary.largest.size / 1000) kB."
      )
      print("Open \(folder.url.appending(path: "index.html").path)")
      if let warnings = api?.warnings, !warnings.isEmpty {
        for warning in warnings { Repository.note(warning) }
        throw BookTypesetting.Failure(
          description: "the book is written, but comments of the sources are at fault, as above.")
      }
      if serve { try show(folder.url) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Repository.note("learn book: \(error)")
      throw ExitCode.failure
    }
  }

  private func requireNode() async throws {
    let outcome = try await Programs().run(["node", "--version"])
    guard outcome.succeeded else {
      throw BookTypesetting.Failure(
        description:
          "Node is missing, which sets the formulas of the book: install node, KaTeX and highlight.js."
      )
    }
  }

  /// The pages of the API; none, with a word, where the toolchain has no DocC.
  private func api() async throws -> ApiPages? {
    do {
      return try await ApiDocumentation(
        checkout: Repository.root, tool: Repository.learnersTool,
        scratch: Repository.root.appending(path: ".build/api"),
        programs: Programs(secondsLimit: 600)
      ).pages()
    } catch ApiDocumentation.Failure.missing(let program) {
      Repository.note("learn book: without the pages of the API: \(program) is missing.")
      return nil
    }
  }

  /// Serves the book until the program is ended.
  private func show(_ folder: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "node", Repository.root.appending(path: "Tools/Book/serve.cjs").path, folder.path,
      String(port),
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
  }
}
