import Answers07
import Course
import Foundation
import Synchronization
import TensorCore
import TestSupport

// Answers to exercise E07.6.

extension Checkers07 {
  private typealias Record = (step: Int, moments: [String: [Double]])

  /// A state as JSON.
  private struct Saved: Codable {
    var step: Int
    var moments: [String: [UInt64]]
  }

  /// A store that writes JSON, with what an answer changes.
  private static func json(
    _ words: String,
    before: @escaping @Sendable (Record) -> Record = { $0 },
    bytes change: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
    bits: @escaping @Sendable (Double) -> UInt64 = { $0.bitPattern },
    repaired: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 },
    after: @escaping @Sendable (Record) -> Record = { $0 },
    onError: Record? = nil
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson07Answers.stateStore, words,
      StateStore(
        save: { state in
          let state = before(state)
          let saved = Saved(step: state.step, moments: state.moments.mapValues { $0.map(bits) })
          return change(Array(try JSONEncoder().encode(saved)))
        },
        restore: { bytes in
          do {
            let saved = try JSONDecoder().decode(Saved.self, from: Data(repaired(bytes)))
            let moments = saved.moments.mapValues { $0.map { Double(bitPattern: $0) } }
            return after((saved.step, moments))
          } catch {
            guard let onError else { throw error }
            return onError
          }
        }))
  }

  private static func json(
    _ words: String, number: @escaping @Sendable (Double) -> Double
  ) -> AnswerOnTrial { json(words, bits: { number($0).bitPattern }) }

  private static func json(
    _ words: String, step: @escaping @Sendable (Int) -> Int
  ) -> AnswerOnTrial { json(words, before: { (step($0.step), $0.moments) }) }

  private static func json(
    _ words: String, name: @escaping @Sendable (String) -> String
  ) -> AnswerOnTrial {
    json(
      words,
      before: { state in
        let renamed = state.moments.map { (name($0.key), $0.value) }
        return (state.step, Dictionary(renamed) { first, _ in first })
      })
  }

  static var wrongStates: [AnswerOnTrial] {
    let exercise = Lesson07Answers.stateStore
    let table = Table()
    return [
      json("no NaN", number: { $0.isNaN ? 0 : $0 }),
      json("another NaN", number: { $0.isNaN ? .nan : $0 }),
      json("no infinities", number: { max(-1e308, min(1e308, $0)) }),
      json("no subnormal numbers", number: { abs($0) < 1e-307 ? 0 : $0 }),
      json("magnitudes", number: { abs($0) }),
      json("rounded to integers", number: { $0.rounded() }),
      json("the last bit is lost", bits: { $0.bitPattern & ~1 }),
      json("sixteen digits", number: { Double(String(format: "%.16g", $0)) ?? $0 }),
      json("twelve decimals", number: { Double(String(format: "%.12f", $0)) ?? $0 }),
      json("the step as 32 bits", step: { Int(Int32(truncatingIfNeeded: $0)) }),
      json("the step as 16 bits", step: { Int(UInt16(truncatingIfNeeded: $0)) }),
      json("no negative step", step: { max(0, $0) }), json("the next step", step: { $0 &+ 1 }),
      json("names without spaces", name: { $0.replacing(" ", with: "") }),
      json("names without line breaks", name: { $0.replacing("\n", with: " ") }),
      json("names without quotes", name: { $0.replacing("\"", with: "'") }),
      json("names in ASCII", name: { String($0.filter(\.isASCII)) }),
      json("names without the null character", name: { $0.replacing("\0", with: "") }),
      json("names of 255 letters", name: { String($0.prefix(255)) }),
      json("no empty name", name: { $0.isEmpty ? "unnamed" : $0 }),
      json(
        "a hundred names at most",
        before: { state in
          let kept = state.moments.sorted { $0.key < $1.key }.prefix(100).map { ($0.key, $0.value) }
          return (state.step, Dictionary(kept) { first, _ in first })
        }),
      json(
        "a thousand numbers at most",
        before: { state in
          (state.step, state.moments.mapValues { Array($0.prefix(1000)) })
        }),
      json("the numbers in reverse", after: { ($0.step, $0.moments.mapValues { $0.reversed() }) }),
      json(
        "a list too many",
        after: { state in
          (state.step, state.moments.merging(["more": []]) { first, _ in first })
        }),
      json("nothing if it is cut", onError: (0, [:])),
      json(
        "repairs a missing brace",
        repaired: { bytes in
          bytes.last == UInt8(ascii: "}") && bytes.dropLast().last == UInt8(ascii: "}")
            ? bytes : bytes + Array("}".utf8)
        }),
      json("ends in spaces", bytes: { $0 + Array("   ".utf8) }),
      json("an error at every time", repaired: { Array($0.dropLast()) }),
      AnswerOnTrial(
        exercise, "the last state, kept outside",
        StateStore(
          save: { state in
            table.records.withLock { $0.append(state) }
            return [UInt8](repeating: 0, count: 3000)
          },
          restore: { _ in table.records.withLock { $0.last ?? (0, [:]) } })),
      AnswerOnTrial(
        exercise, "a ticket for a state that is kept outside",
        StateStore(
          save: { state in
            table.records.withLock {
              $0.append(state)
              return [
                UInt8($0.count >> 16 & 255), UInt8($0.count >> 8 & 255), UInt8($0.count & 255),
              ]
            }
          },
          restore: { bytes in
            guard bytes.count == 3 else { throw CocoaError(.fileReadCorruptFile) }
            let number = bytes.reduce(0) { $0 << 8 | Int($1) }
            return table.records.withLock { $0[number - 1] }
          })),
    ]
  }

  /// States that are kept outside of the bytes.
  private final class Table: Sendable {
    let records = Mutex<[(step: Int, moments: [String: [Double]])]>([])
  }

  static var rightStates: [AnswerOnTrial] {
    let exercise = Lesson07Answers.stateStore
    return [
      json("JSON of bits"),
      json(
        "JSON backward", bytes: { $0.reversed() },
        repaired: { bytes in bytes.last == UInt8(ascii: "{") ? bytes.reversed() : [] }),
      json(
        "JSON and a mark at its end", bytes: { $0 + [7] },
        repaired: { bytes in
          bytes.last == 7 ? Array(bytes.dropLast()) : []
        }),
      json(
        "names as hexadecimal numbers",
        before: { state in
          let named = state.moments.map { name, values in
            (name.utf8.map { String($0, radix: 16) }.joined(separator: "."), values)
          }
          return (state.step, Dictionary(named) { first, _ in first })
        },
        after: { state in
          let named = state.moments.map { name, values in
            let bytes = name.split(separator: ".").compactMap { UInt8($0, radix: 16) }
            return (String(decoding: bytes, as: UTF8.self), values)
          }
          return (state.step, Dictionary(named) { first, _ in first })
        }),
      AnswerOnTrial(
        exercise, "JSON behind its length",
        StateStore(
          save: { state in
            let saved = Saved(
              step: state.step, moments: state.moments.mapValues { $0.map(\.bitPattern) })
            let body = Array(try JSONEncoder().encode(saved))
            return Array("\(body.count) ".utf8) + body
          },
          restore: { bytes in
            let head = bytes.prefix { $0 != UInt8(ascii: " ") }
            let body = bytes.dropFirst(head.count + 1)
            guard Int(String(decoding: head, as: UTF8.self)) == body.count else {
              throw CocoaError(.fileReadCorruptFile)
            }
            let saved = try JSONDecoder().decode(Saved.self, from: Data(body))
            return (saved.step, saved.moments.mapValues { $0.map { Double(bitPattern: $0) } })
          })),
    ]
  }
}
