import Answers08
import Course
import Foundation
import TensorCore
import TestSupport

// Answers to exercise E08.6.

extension Checkers08 {
  /// The layer of a name; −1 for embeddings, `nil` for the head.
  private static func layer(of name: String) -> Int? {
    if name.hasPrefix("embeddings.") { return -1 }
    guard name.hasPrefix("encoder.layer.") else { return nil }
    let parts = name.dropFirst(14).split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 ? Int(parts[0]) : nil
  }

  /// The rates, with what an answer changes.
  private static func layers(
    _ words: String,
    name: @escaping @Sendable (String) -> String = { $0 },
    layer change: @escaping @Sendable (Int?) -> Int? = { $0 },
    count: @escaping @Sendable (Int) -> Int = { $0 },
    factor: @escaping @Sendable (_ decay: Double, _ depth: Int) -> Double = { .pow($0, $1) },
    finally: @escaping @Sendable (_ rates: [Double], _ rate: Double) -> [Double] = { rates, _ in
      rates
    }
  ) -> AnswerOnTrial {
    AnswerOnTrial(
      Lesson08Answers.layerwiseRates, words,
      { names, layerCount, rate, decay in
        let rates = names.map { given in
          guard let place = change(layer(of: name(given))) else { return rate }
          return rate * factor(decay, count(layerCount) - place)
        }
        return finally(rates, rate)
      })
  }

  static var wrongLayers: [AnswerOnTrial] {
    let memory = AnswerMemory()
    return [
      layers("small letters", name: { $0.lowercased() }),
      layers("layers or layer", name: { $0.replacing("layers.", with: "layer.") }),
      layers(
        "embeddings without a dot", name: { $0.hasPrefix("embeddings") ? "embeddings.x" : $0 }),
      layers(
        "the encoder's norm as its top",
        name: {
          $0.hasPrefix("encoder.norm") ? "encoder.layer.2.x" : $0
        }),
      layers("the pooler as a layer", name: { $0.hasPrefix("pooler") ? "encoder.layer.0.x" : $0 }),
      layers(
        "behind the head's name", name: { $0.hasPrefix("head.") ? String($0.dropFirst(5)) : $0 }),
      layers("a name without the encoder", name: { $0.hasPrefix("layer.") ? "encoder." + $0 : $0 }),
      layers(
        "the last number counts",
        name: { name in
          let numbers = name.split(separator: ".").compactMap { Int($0) }
          guard name.hasPrefix("encoder.layer."), let last = numbers.last else { return name }
          return "encoder.layer.\(last).x"
        }),
      layers(
        "embeddings inside of a layer",
        name: {
          $0.contains(".embeddings.") ? "embeddings.x" : $0
        }),
      layers(
        "a number without a dot behind it",
        name: { $0.split(separator: ".").count == 3 ? $0 + ".x" : $0 }),
      layers("layers counted from 1", layer: { $0.map { max(-1, $0 - 1) } }),
      layers("the head as the top layer", layer: { $0 ?? 0 }),
      layers("layers beyond 9 are head", layer: { $0.flatMap { $0 > 9 ? nil : $0 } }),
      layers("layers beyond 99 are head", layer: { $0.flatMap { $0 > 99 ? nil : $0 } }),
      layers("layers beyond 999 are head", layer: { $0.flatMap { $0 > 999 ? nil : $0 } }),
      layers("two digits at most", layer: { $0.map { $0 % 100 } }),
      layers("embeddings twice as deep", layer: { $0.map { $0 == -1 ? -2 : $0 } }),
      layers("twelve layers", count: { _ in 12 }), layers("one layer more", count: { $0 + 1 }),
      layers("a hundred layers at most", count: { min(100, $0) }),
      layers("the square of the decay", factor: { .pow($0, 2 * $1) }),
      layers("the root of the decay", factor: { .pow($0.squareRoot(), $1) }),
      layers("divided by the decay", factor: { 1 / .pow($0 + 1e-12, $1) }),
      layers("divided by the depth", factor: { _, depth in 1 / Double(depth + 1) }),
      layers("a decay of 1 at most", factor: { .pow(min(1, $0), $1) }),
      layers("a depth of fifty at most", factor: { .pow($0, min(50, $1)) }),
      layers("a decay of 0.01 at least", factor: { .pow(max(0.01, $0), $1) }),
      layers("an exponential", factor: { .exp(-(1 - $0) * Double($1)) }),
      layers("the factors alone", finally: { rates, rate in rates.map { $0 / rate } }),
      layers("in order", finally: { rates, _ in rates.sorted() }),
      layers(
        "nothing below a millionth", finally: { rates, rate in rates.map { max($0, 1e-6 * rate) } }),
      layers("in single precision", finally: { rates, _ in rates.map { Double(Float($0)) } }),
      layers("infinite", finally: { rates, _ in rates.map { _ in .infinity } }),
      layers(
        "right once",
        finally: { rates, rate in
          memory.next() > 20 ? rates.map { _ in rate } : rates
        }),
    ]
  }

  static var rightLayers: [AnswerOnTrial] {
    let exercise = Lesson08Answers.layerwiseRates
    return [
      layers("a power"),
      layers(
        "repeated products",
        factor: { decay, depth in
          (0..<depth).reduce(1) { product, _ in product * decay }
        }),
      layers(
        "a table",
        factor: { decay, depth in
          var table = [1.0]
          while table.count <= depth { table.append(table[table.count - 1] * decay) }
          return table[depth]
        }),
      AnswerOnTrial(
        exercise, "a dictionary of beginnings",
        { names, count, rate, decay in
          var rates = ["embeddings": count + 1]
          for layer in 0..<count { rates["encoder.layer.\(layer)"] = count - layer }
          return names.map { name in
            let parts = name.components(separatedBy: ".")
            let keys = [parts.prefix(1), parts.prefix(3)].filter { $0.count < parts.count }
              .map { $0.joined(separator: ".") }
            let depth = keys.compactMap { rates[$0] }.first ?? 0
            return rate * .pow(decay, depth)
          }
        }),
      AnswerOnTrial(
        exercise, "character by character",
        { names, count, rate, decay in
          names.map { name in
            if name.starts(with: "embeddings.") { return rate * .pow(decay, count) * decay }
            guard name.starts(with: "encoder.layer.") else { return rate }
            var (layer, digitCount) = (0, 0)
            for letter in name.dropFirst("encoder.layer.".count) {
              guard let digit = letter.wholeNumberValue else {
                let isLayer = letter == "." && digitCount > 0
                return isLayer ? rate * .pow(decay, count - layer) : rate
              }
              layer = 10 * layer + digit
              digitCount += 1
            }
            return rate
          }
        }),
    ]
  }
}
