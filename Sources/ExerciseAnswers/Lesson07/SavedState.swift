public import Course
import TensorCore

/// The state of an optimizer: its step, and the moments of each parameter under its name.
public typealias OptimizerRecord = (step: Int, moments: [String: [Double]])

/// What saves a state, and what restores it.
public struct StateStore: Sendable {
  /// Turns a state into bytes.
  let save: @Sendable (OptimizerRecord) throws -> [UInt8]

  /// Turns bytes into a state.
  let restore: @Sendable ([UInt8]) throws -> OptimizerRecord

  /// Creates a store of both halves.
  public init(
    save: @escaping @Sendable (OptimizerRecord) throws -> [UInt8],
    restore: @escaping @Sendable ([UInt8]) throws -> OptimizerRecord
  ) {
    self.save = save
    self.restore = restore
  }
}

// solution begins
func savedState(_ state: (step: Int, moments: [String: [Double]])) throws -> [UInt8] {
  var bytes: [UInt8] = []
  func write(_ number: UInt64) {
    for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
  }
  write(UInt64(bitPattern: Int64(state.step)))
  write(UInt64(state.moments.count))
  for (name, values) in state.moments {
    write(UInt64(name.utf8.count))
    bytes += name.utf8
    write(UInt64(values.count))
    for value in values { write(value.bitPattern) }
  }
  return bytes
}

func restoredState(_ bytes: [UInt8]) throws -> (step: Int, moments: [String: [Double]]) {
  struct CutShort: Error {}
  var rest = bytes[...]
  func take(_ count: Int) throws -> [UInt8] {
    guard count >= 0, count <= rest.count else { throw CutShort() }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
  func number() throws -> UInt64 {
    try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  func count() throws -> Int { Int(truncatingIfNeeded: try number()) }
  let step = try count()
  var moments: [String: [Double]] = [:]
  for _ in 0..<(try count()) {
    let name = String(decoding: try take(try count()), as: UTF8.self)
    var values: [Double] = []
    for _ in 0..<(try count()) { values.append(Double(bitPattern: try number())) }
    moments[name] = values
  }
  return (step, moments)
}
// solution ends

extension Lesson07Answers {
  /// Save the state of an optimizer and restore it bit by bit.
  public static var stateStore: Assignment<StateStore> {
    Assignment<StateStore>(
      Exercise(
        id: .exercise(7, 6), title: "A state saved and restored bit by bit",
        kind: .implement, minutes: 25, difficulty: .hard, fileName: "SavedState.swift",
        statement: """
          A run that is resumed has to go on as if it had never stopped, to the last bit: only then does a difference mean a fault. \
          Write both halves. One turns the state of an optimizer into bytes, the other turns such bytes into the state, also in another \
          process: everything has to be in the bytes.

          The step may be any Int. A name may hold any characters, commas, quotes, line breaks and none at all included; a list may be \
          empty, and so may be the state. Every number comes back with the same 64 bits, −0, infinities and NaN included.

          A file may have been cut off, as when the disk was full. If one or more bytes are missing at the end, restoring throws an \
          error, of whatever type; half a state is never returned. Bytes that were not cut come from your own first half.

              restoredState(savedState((3, ["w": [0.1]])))    // (3, ["w": [0.1]])
          """,
        hints: Exercise.Hints(
          nudge: "What tells a reader where a name ends if every character may be part of it?",
          approach: """
            Write lengths before contents: how many names, how long the name, how many numbers. A number's bits are its bitPattern, eight \
            bytes in an order of your choice. Text rounded to fewer than 17 digits can lose bits.
            """,
          almostThere: """
            Read with one function that takes the next so many bytes from what is left, and throws if there are fewer. All others go \
            through it, so that nothing can be read beyond the end.
            """), forbidden: []),
      solution: StateStore(
        save: { try savedState($0) }, restore: { try restoredState($0) }),
      alternative: StateStore(
        save: { state in
          let lines =
            ["\(state.step)"]
            + state.moments.map { name, values in
              let letters = name.unicodeScalars.map { String($0.value, radix: 16) }
              let numbers = values.map { String($0.bitPattern, radix: 16) }
              return letters.joined(separator: "-") + ":" + numbers.joined(separator: ",")
            }
          return Array((lines.joined(separator: "\n") + "\nend").utf8)
        },
        restore: { bytes in
          let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
          guard lines.last == "end", let step = Int(lines[0]) else { throw StateText.CutOff() }
          var moments: [String: [Double]] = [:]
          for line in lines.dropFirst().dropLast() {
            let halves = line.split(separator: ":", omittingEmptySubsequences: false)
            var name = ""
            for letter in halves[0].split(separator: "-") {
              name.unicodeScalars.append(
                UInt32(letter, radix: 16).flatMap(Unicode.Scalar.init) ?? "?")
            }
            moments[name] = halves[1].split(separator: ",").map {
              Double(bitPattern: UInt64($0, radix: 16) ?? 0)
            }
          }
          return (step, moments)
        }),
      mistakes: [
        .init(
          "numbers in single precision",
          explanation: """
            A Double written as a Float comes back with 24 of its 53 bits. The resumed run looks right and differs in the eighth digit, \
            from where the difference grows.
            """, StateText(change: { Double(Float($0)) }).store),
        .init(
          "numbers as text with six digits",
          explanation: """
            Formats such as %g print six digits. It takes 17 to bring back every Double, or the bits themselves.
            """,
          StateText(change: { number in
            guard number.isFinite, number != 0 else { return number }
            let scale = Double.pow(10, Int((Double.log(abs(number)) / .log(10)).rounded(.down)) - 5)
            return scale > 0 && scale.isFinite ? (number / scale).rounded() * scale : number
          }).store),
        .init(
          "the step is not saved",
          explanation: """
            Adam's bias correction then begins anew with moments that are full: the mean is divided by 0.1 and the root of the mean \
            square by √0.001, so that the first step after a resume is a third of what it should be.
            """, StateText(keepsStep: false).store),
        .init(
          "a name with a separator in it is torn apart",
          explanation: """
            Names such as "layers.0, weight" come from people. Without lengths or quoting the reader takes a part of the name for the \
            next field.
            """, StateText(tearsNames: true).store),
        .init(
          "empty lists are lost",
          explanation: """
            A parameter that had no step yet may have a list without numbers. Lost, its name is missing in the restored state, and a \
            strict reader refuses the file.
            """, StateText(keepsEmpty: false).store),
        .init(
          "the sign of zero is lost",
          explanation: """
            −0 equals 0, so that a test by == sees nothing. Bit by bit they differ, and 1 / −0 is the other infinity.
            """, StateText(change: { $0 == 0 ? 0 : $0 }).store),
        .init(
          "every NaN becomes the same one",
          explanation: """
            There are many NaNs, each with bits of its own, and "nan" as text is only one. Its bitPattern brings back all 64.
            """, StateText(change: { $0.isNaN ? .nan : $0 }).store),
        .init(
          "what is cut off counts as zeros",
          explanation: """
            A file that is cut short is read to its end and filled up. The run goes on with the moments of some parameters gone, and \
            nothing says so.
            """, StateText(refusesCuts: false).store),
      ],
      impostors: .init(
        zero: StateStore(save: { _ in [] }, restore: { _ in (0, [:]) }),
        notANumber: StateStore(save: { _ in [] }, restore: { _ in (0, ["": [.nan]]) }),
        identity: StateStore(
          save: { state in state.moments.values.flatMap { $0 }.map { _ in 0 } },
          restore: { bytes in (bytes.count, ["": bytes.map { Double($0) }]) })),
      probes: savedStateProbes)
  }
}
