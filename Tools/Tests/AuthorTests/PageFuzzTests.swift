import Foundation
import FuzzInputs
import Testing
import author

/// A sample of what `./learn author fuzz pages` does at length.
@Suite struct PageFuzzTests {
  @Test func `damaged pages are read`() async {
    await #expect(processExitsWith: .success) {
      let reader = FuzzedReader.pages(in: Repository.root)
      for number in 0..<500 {
        let bytes = reader.input(number, seed: 1)
        guard reader.verdict(on: bytes, path: "Lessons/05-X.md") == .read else {
          fatalError("number \(number)")
        }
      }
    }
  }

  @Test(arguments: ["\r", "\r\n"])
  func `line ends of other systems change nothing`(end: String) {
    let text = "# Title\n\ntext\n\n```swift\nlet x = 1\n```\n"
    let (page, other) = (
      Page(path: "a.md", text: text), Page(path: "a.md", text: text.replacing("\n", with: end))
    )
    // CR CR LF are two ends, the second of which only appears once the first is replaced.
    #expect(Page(path: "a.md", text: "```\r\r\nx").lines == ["```", "", "x"])
    #expect(page == other && other.fences.count == 1 && other.lines.count == 8)
  }
}
