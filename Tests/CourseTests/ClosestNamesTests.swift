import Course
import Testing

@Suite struct `The closest names` {
  @Test func `the closest come first, equally close ones alphabetically`() {
    let names = ["weights", "weighty", "weight", "freight", "height", "bias"]
    #expect(
      names.closest(to: "weight", count: 9)
        == ["weight", "height", "weights", "weighty", "freight"])
    #expect(names.closest(to: "weight", count: 2) == ["weight", "height"])
  }

  @Test(arguments: ["outputt", "outpt", "outpuq", "uotput"])
  func `one insertion, deletion, replacement or exchange is close`(written: String) {
    #expect(["input", "output"].closest(to: written, count: 1) == ["output"])
  }

  @Test func `changing more than a quarter of the name is not close`() {
    #expect(["abcd"].closest(to: "abxd", count: 1) == ["abcd"])
    #expect(["abcd"].closest(to: "axxd", count: 1) == [])
    #expect([""].closest(to: "a", count: 1) == [""])
  }
}
