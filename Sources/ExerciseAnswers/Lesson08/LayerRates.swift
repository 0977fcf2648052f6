public import Course
import TensorCore

/// The rates of named parameters.
public typealias LayerRateFunction =
  @Sendable (_ names: [String], _ layerCount: Int, _ rate: Double, _ decay: Double) throws ->
  [Double]

// solution begins
func layerRates(
  names: [String], layerCount: Int, rate: Double, decay: Double
) throws -> [Double] {
  names.map { name in
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    var power = 0
    if parts.count > 1, parts[0] == "embeddings" {
      power = layerCount + 1
    } else if parts.count > 3, parts[0] == "encoder", parts[1] == "layer",
      let layer = Int(parts[2])
    {
      power = layerCount - layer
    }
    return rate * .pow(decay, power)
  }
}
// solution ends

extension Lesson08Answers {
  /// Give each layer a rate of its own.
  public static var layerwiseRates: Assignment<LayerRateFunction> {
    Assignment<LayerRateFunction>(
      Exercise(
        id: .exercise(8, 6), title: "A rate for each layer",
        kind: .implement, minutes: 15, difficulty: .medium, fileName: "LayerRates.swift",
        statement: """
          Fine-tuning moves the top of a pretrained network more than its bottom: each layer's rate is that of the layer above, times a \
          decay such as 0.9. Work out the rates from the parameters' names, as scripts for BERT do.

          A name that begins with "encoder.layer.", followed by the number of a layer from 0 … layerCount − 1 and another dot, belongs to \
          this layer; other numbers do not occur there. The top one has the rate times the decay, and each one below it once more. \
          A name that begins with \
          "embeddings." belongs below layer 0. Everything else is the new head, whose rate is not decayed, \
          whatever its name holds further on. Return the rates in the order of the names.

              names ["encoder.layer.1.weight", "embeddings.word.weight", "head.weight"]
              // 2 layers, rate 1, decay 0.5: 0.5, 0.125, 1
          """,
        hints: Exercise.Hints(
          nudge: "What becomes of layer 11 if a name is searched for \"encoder.layer.1\"?",
          approach: """
            Take a name apart at its dots, and look at whole parts. Count how many layers lie above: the power of the decay is one \
            more.
            """,
          almostThere: """
            The power is 0 for the head, the count of layers less the layer's number inside of the encoder, and one more than all layers for \
            the embeddings. A part that should be a number has to be converted whole.
            """), forbidden: []),
      solution: { try layerRates(names: $0, layerCount: $1, rate: $2, decay: $3) },
      alternative: { names, layerCount, rate, decay in
        // From the head down: the rates of all depths, then a look at each name.
        let depths = (0..<(layerCount + 1)).reduce(into: [rate]) { rates, _ in
          rates.append(rates[rates.count - 1] * decay)
        }
        return names.map { name in
          if name.hasPrefix("embeddings.") { return depths[layerCount + 1] }
          for layer in 0..<layerCount where name.hasPrefix("encoder.layer.\(layer).") {
            return depths[layerCount - layer]
          }
          return rate
        }
      },
      mistakes: [
        .init(
          "the bottom moves most",
          explanation: """
            decay to the power of the layer's number gives layer 0 the full rate and the top one the smallest: the general features are \
            forgotten, and the special ones stay.
            """, { rates($0, $1, $2, $3, power: { layer, _ in layer }) }),
        .init(
          "the top layer at the full rate",
          explanation: """
            The head stands above the top layer, which is decayed once. With layerCount − 1 − layer as the power, head and top layer share a \
            rate.
            """, { rates($0, $1, $2, $3, power: { layer, count in count - 1 - layer }) }),
        .init(
          "embeddings at the rate of layer 0",
          explanation: """
            The embeddings lie below layer 0 and are decayed once more. They are meant to move least.
            """, { rates($0, $1, $2, $3, embeddings: { $0 }) }),
        .init(
          "embeddings at the full rate",
          explanation: """
            A name without a layer number is not yet the head. Treated as such, the bottom of the model moves as fast as \
            the head.
            """, { rates($0, $1, $2, $3, embeddings: { _ in 0 }) }),
        .init(
          "layer 11 taken for layer 1",
          explanation: """
            Only the first digit is read, or "layer.1" is searched for without its dot. Models with ten layers or fewer never show \
            it.
            """,
          { names, count, rate, decay in
            let cut = names.map { name in
              let parts = name.split(separator: ".", omittingEmptySubsequences: false)
              guard name.hasPrefix("encoder.layer."), parts.count > 3, Int(parts[2]) != nil else {
                return name
              }
              return (parts[0..<2] + [parts[2].prefix(1)] + parts[3...]).joined(separator: ".")
            }
            return rates(cut, count, rate, decay)
          }),
        .init(
          "a difference in place of a factor",
          explanation: """
            Each layer loses the same amount, rate · (1 − decay), so that in deep networks the rate falls below 0. The decay is a \
            factor from layer to layer.
            """,
          { names, count, rate, decay in
            rates(names, count, 1, 0.5).map { rate * (1 + (1 - decay) * .log($0) / .log(2)) }
          }),
        .init(
          "the name is searched, not its beginning",
          explanation: """
            A head may have layers, and a layer may have embeddings of its own. Where the words stand in the name decides, not \
            whether they occur.
            """,
          { names, count, rate, decay in
            let found = names.map { name in
              let parts = name.split(separator: ".", omittingEmptySubsequences: false)
              if parts.contains("embeddings") { return "embeddings.x" }
              guard let place = parts.firstIndex(of: "layer"), place + 1 < parts.count,
                let layer = Int(parts[place + 1])
              else { return name }
              return "encoder.layer.\(layer).x"
            }
            return rates(found, count, rate, decay)
          }),
      ],
      impostors: .init(
        zero: { names, _, _, _ in names.map { _ in 0 } },
        notANumber: { names, _, _, _ in names.map { _ in .nan } },
        identity: { names, _, rate, _ in names.map { _ in rate } }),
      probes: { seed in
        var generator = SplitMix64(seed: seed)
        func whole(_ count: Int) -> [String] {
          ["embeddings.position.weight"]
            + (0..<count).flatMap { layer in
              ["attention.query.weight", "output.norm.bias"].map { "encoder.layer.\(layer).\($0)" }
            } + ["pooler.dense.weight", "classifier.bias"]
        }
        func drawn(_ names: [String]) -> [String] {
          names.map { ($0, generator.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
        }
        let odd = [
          "head.layer.0.weight", "head.encoder.layer.1.weight", "head.embeddings.weight",
          "encoder.layer.0.embeddings.weight", "encoder.layer.2.layer.1.weight",
          "encoder.norm.weight",
          "embeddings.layer.1.weight", "embeddings", "encoder.layer.weight", "layer.1.weight", "",
          "encoder.layer.1.encoder.layer.0.weight", "embeddingsnorm.weight", "encoder.layer.2",
          "encoder.layernorm.1.bias",
          "Encoder.layer.1.weight", "encoder.layers.1.weight",
        ]
        let fixed: [([String], Int, Double, Double)] = [
          (["encoder.layer.1.weight", "embeddings.word.weight", "head.weight"], 2, 1, 0.5),
          (["encoder.layer.0.bias"], 1, 0.1, 0.9), ([], 3, 1, 0.5),
          (["embeddings.word"], 0, 2, 0.5),
          (whole(12), 12, 2e-5, 0.95), (drawn(whole(13)), 13, 1, 0.9),
          (whole(3), 3, 1, 1), (whole(4), 4, 1, 0), (drawn(whole(37)), 37, 0.3, 0.7),
          (drawn(whole(104)), 104, 1, 0.97),
          (whole(2), 2, 1, 1.5),
          (["encoder.layer.1030.weight", "encoder.layer.103.weight"], 1031, 1, 0.999),
        ]
        // Two at a time, since a finding shows three names.
        let pairs = stride(from: 0, to: odd.count, by: 2).map { start in
          (Array(odd[start...].prefix(2)) + ["encoder.layer.0.bias"], 3, 0.1, 0.8)
        }
        let rates = (0.01 * generator.uniform(), 0.5 + generator.uniform() / 2)
        let more = (drawn(whole(11 + generator.uniform(below: 12))), 32, rates.0, rates.1)
        return ((seed == 1 ? fixed + pairs : []) + [more]).map { names, count, rate, decay in
          let right = Lesson08Answers.rates(names, count, rate, decay)
          let shown = names.prefix(3).joined(separator: ", ")
          return Probe(
            "names [\(shown)\(names.count > 3 ? ", … \(names.count) in all" : "")], \(count) layers, rate "
              + "\(Answer.text(rate)), decay \(Answer.text(decay))",
            wanted: Answer(.numbers("rates", right)), within: 1e-9,
            floor: right.filter { $0 > 0 }.min() ?? 1
          ) { Answer(.numbers("rates", try $0(names, count, rate, decay))) }
        }
      })
  }

  /// The rates, with what a mistake changes.
  private static func rates(
    _ names: [String], _ layerCount: Int, _ rate: Double, _ decay: Double,
    power: (_ layer: Int, _ count: Int) -> Int = { $1 - $0 },
    embeddings: (_ count: Int) -> Int = { $0 + 1 }
  ) -> [Double] {
    let start = "encoder.layer."
    return names.map { name in
      var exponent = 0
      if name.hasPrefix("embeddings.") {
        exponent = embeddings(layerCount)
      } else if name.hasPrefix(start) {
        let rest = name.dropFirst(start.count)
        let digits = rest.prefix { $0.isNumber }
        if let layer = Int(digits), rest.dropFirst(digits.count).first == "." {
          exponent = power(layer, layerCount)
        }
      }
      return rate * .pow(decay, max(0, exponent))
    }
  }
}
