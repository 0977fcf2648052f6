import Foundation

/// The programs that a program has started, and those that they have, in whatever groups they are.
///
/// The report on tests reads them in the same way, in `Sources/TestReport/Processes.swift`: it is a program that
/// `./learn test` compiles by itself, so it can neither import this nor be imported.
enum ProcessTree {
  /// Ends a program and all that it has started.
  ///
  /// - Parameter ancestor: The number of the program.
  static func end(_ ancestor: Int32) {
    for process in [ancestor] + descendants(of: ancestor) { kill(process, SIGKILL) }
  }

  private static func descendants(of ancestor: Int32) -> [Int32] {
    let children = Dictionary(grouping: all(), by: \.parent)
    var found: [Int32] = []
    var waiting = [ancestor]
    while let next = waiting.popLast() {
      let more = (children[next] ?? []).map(\.process)
      found += more
      waiting += more
    }
    return found
  }

  #if os(Linux)
    // A container often has no `ps`; the kernel tells the same in `/proc`.
    private static func all() -> [(process: Int32, parent: Int32)] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return names.compactMap { name in
        guard let process = Int32(name),
          let data = FileManager.default.contents(atPath: "/proc/\(name)/stat")
        else { return nil }
        // `12 (name, which may hold anything) S 11 …`
        let words = String(decoding: data, as: UTF8.self).split(separator: ")").last?
          .split(separator: " ")
        guard let words, words.count > 1, let parent = Int32(words[1]) else { return nil }
        return (process, parent)
      }
    }
  #else
    private static func all() -> [(process: Int32, parent: Int32)] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/ps")
      process.arguments = ["-A", "-o", "pid=,ppid="]
      let pipe = Pipe()
      process.standardOutput = pipe
      guard (try? process.run()) != nil else { return [] }
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text.split(separator: "\n").compactMap { line in
        let numbers = line.split(separator: " ").compactMap { Int32($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
      }
    }
  #endif
}
