import Course
import TensorCore

extension Lesson07Answers {
  /// States that a store has to bring back, and one that it has to refuse when it is cut.
  static func savedStateProbes(_ seed: UInt64) -> [Probe<StateStore>] {
    var generator = SplitMix64(seed: seed)
    let drawn = { (count: Int) in
      (0..<count).map { _ in Double(bitPattern: generator.next() & 0xBFFF_FFFF_FFFF_FFFF) }
    }
    let odd: [Double] = [
      // A finding shows the first three in full.
      0.1, -0.0, Double(bitPattern: 0x7FF8_0000_0000_0123), 0, .infinity, -.infinity,
      .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 + .ulpOfOne, 1e100, -1e-100, 1e6,
      123_456_789,
    ]
    let many = (0..<(101 + generator.uniform(below: 30))).map { ("parameter \($0)", drawn($0 % 4)) }
    let fixed: [(String, OptimizerRecord)] = [
      ("step 3 and one number 0.1", (3, ["w": [0.1]])), ("nothing but step 7", (7, [:])),
      ("an empty list", (1, ["bias": []])), ("numbers of all sorts", (1000, ["all": odd])),
      (
        "names with separators in them",
        (
          12,
          [
            "a, b": [1], "a": [2], "": [3], "line\nbreak": [4, 5], "say \"w\"": [6], "é:ü-ω": [7],
            "{x}": [], "a\tb\0c": [8], "1": [9],
          ]
        )
      ),
      ("a negative step", (-1, ["w": [1, 2]])), ("the last step of all", (.max, ["w": [-1]])),
      ("\(many.count) parameters", (256, Dictionary(uniqueKeysWithValues: many))),
      ("1031 drawn numbers", (70_000, ["w": drawn(1031), "v": drawn(33)])),
      ("a name of 300 letters", (65_536, [String(repeating: "ab", count: 150): drawn(2)])),
    ]
    // The seeds draw numbers alone, and other ones of them find nothing else.
    let few: (String, OptimizerRecord) = ("seven drawn numbers", (5, ["w": drawn(7)]))
    let states = seed == 1 ? fixed : [few]
    let whole = states.map { words, state in
      Probe<StateStore>("\(words), saved and restored", wanted: answer(state), within: 0) { store in
        let bytes = try store.save(state)
        // Another state in between: what is restored has to come from the bytes.
        _ = try store.save((state.step &+ 5, ["other": [2.5]]))
        return answer(try store.restore(bytes))
      }
    }
    let cut = states.prefix(6).map { words, state in
      Probe<StateStore>(
        "\(words), cut short", wanted: Answer(.word("restoring", "throws an error"))
      ) { store in
        let bytes = try store.save(state)
        for missing in 1...max(1, min(bytes.count, 25)) {
          do {
            _ = try store.restore(Array(bytes.dropLast(missing)))
          } catch let open as NotAttempted {
            throw open
          } catch { continue }
          return Answer(.word("restoring", "returns a state, \(missing) bytes short"))
        }
        return Answer(.word("restoring", "throws an error"))
      }
    }
    let long = drawn(300)
    let size = Probe<StateStore>(
      "300 drawn numbers", wanted: Answer(.word("the bytes", "have room for all bits"))
    ) { store in
      let count = try store.save((1, ["w": long])).count
      return Answer(
        .word("the bytes", count < 2300 ? "are only \(count)" : "have room for all bits"))
    }
    return whole + cut + [size]
  }

  /// A state whose numbers are compared bit by bit, in two halves of 32 bits each.
  private static func answer(_ state: OptimizerRecord) -> Answer {
    let names = state.moments.keys.sorted()
    return Answer(
      [.word("names", "\(names)"), .numbers("step", halves(UInt64(bitPattern: Int64(state.step))))]
        + names.map { name in
          .numbers(
            "bits of \(name.debugDescription)",
            (state.moments[name] ?? []).flatMap { halves($0.bitPattern) })
        })
  }

  private static func halves(_ bits: UInt64) -> [Double] {
    [Double(bits >> 32), Double(bits & 0xFFFF_FFFF)]
  }

  /// A state as text, with what a mistake changes.
  struct StateText {
    /// A text that ends before its last line.
    struct CutOff: Error {}

    var change: @Sendable (Double) -> Double = { $0 }
    var keepsStep = true
    var tearsNames = false
    var keepsEmpty = true
    var refusesCuts = true

    /// The store that saves and restores such texts.
    var store: StateStore { StateStore(save: { self.bytes($0) }, restore: { try self.state($0) }) }

    private func bytes(_ state: OptimizerRecord) -> [UInt8] {
      var numbers: [UInt64] = [UInt64(bitPattern: Int64(keepsStep ? state.step : 0))]
      for (name, values) in state.moments where keepsEmpty || !values.isEmpty {
        let kept = tearsNames ? String(name.prefix { $0 != "," }) : name
        numbers.append(UInt64(kept.utf8.count))
        numbers += kept.utf8.map { UInt64($0) }
        numbers.append(UInt64(values.count))
        numbers += values.map { change($0).bitPattern }
      }
      let all = [UInt64(numbers.count)] + numbers
      return all.flatMap { number in (0..<8).map { UInt8(number >> (8 * $0) & 255) } }
    }

    private func state(_ bytes: [UInt8]) throws -> OptimizerRecord {
      var numbers = stride(from: 0, to: bytes.count - 7, by: 8).map { start in
        (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
      }[...]
      let count = numbers.popFirst() ?? 0
      if refusesCuts, bytes.count < 16 || count != UInt64(numbers.count) { throw CutOff() }
      let step = Int(Int64(bitPattern: numbers.popFirst() ?? 0))
      var moments: [String: [Double]] = [:]
      while let length = numbers.popFirst() {
        let letters = numbers.prefix(Int(length)).map { UInt8(truncatingIfNeeded: $0) }
        numbers = numbers.dropFirst(letters.count)
        let valueCount = Int(numbers.popFirst() ?? 0)
        let values = numbers.prefix(valueCount).map { Double(bitPattern: $0) }
        numbers = numbers.dropFirst(values.count)
        moments[String(decoding: letters, as: UTF8.self)] = values
      }
      return (step, moments)
    }
  }
}
