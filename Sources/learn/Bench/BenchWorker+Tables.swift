import Activations
import BatchNorm
import Optimizers
import TensorCore

// The requests about the tables of activations, of norms and of optimizers.

extension BenchWorker {
  /// The answer to a request about one of the tables.
  mutating func tableAnswer(_ words: [String], count: Int?) throws -> Answer {
    if let answer = try activationAnswer(words) { return answer }
    if let answer = try normAnswer(words, count: count) { return answer }
    if let answer = try passAnswer(words, count: count) { return answer }
    if let answer = try optimizerAnswer(words, count: count) { return answer }
    return Answer(problem: "not understood: \(words.joined(separator: " "))")
  }

  /// The answer to a request about the table of activations.
  private mutating func activationAnswer(_ words: [String]) throws -> Answer? {
    switch words.first {
    case "activations":
      return Answer(activations: Activation.all.map { [$0.name, $0.pytorch ?? ""] })
    case "activation" where words.count == 4:
      guard let index = Int(words[1]), Activation.all.indices.contains(index),
        let count = Int(words[2]), count > 0
      else { break }
      let activation = BenchActivation(Activation.all[index], count: count)
      try activation.data.write(to: words[3])
      passes = activation
      return Answer()
    default: break
    }
    return nil
  }

  /// The answer to a request about the table of norms.
  private mutating func normAnswer(_ words: [String], count: Int?) throws -> Answer? {
    switch words.first {
    case "norms":
      return Answer(norms: BenchNorm.all.map { [$0.kind.name, $0.pytorch] })
    case "norm" where words.count == 4:
      guard let index = Int(words[1]), BenchNorm.all.indices.contains(index),
        let batch = Int(words[2]), batch > 0
      else { break }
      let norm = BenchNorm(BenchNorm.all[index].kind, batch: batch)
      try norm.data.write(to: words[3])
      (self.norm, passes) = (norm, norm)
      return Answer()
    case "forwardTraffic", "bothTraffic":
      guard norm != nil, let count else { break }
      let withBackward = words[0] == "bothTraffic"
      return Answer(
        seconds: seconds(of: { norm?.moveMemory(count, withBackward: withBackward) }))
    default: break
    }
    return nil
  }

  /// The answer to a request about the activation or the norm that was made last.
  private func passAnswer(_ words: [String], count: Int?) throws -> Answer? {
    guard let passes else { return nil }
    switch words.first {
    case "sums":
      return Answer(sums: try passes.sums())
    case "forward":
      guard let count else { break }
      return Answer(seconds: seconds(of: { for _ in 0..<count { passes.forward() } }))
    case "both":
      guard let count else { break }
      return Answer(
        seconds: try seconds(of: { for _ in 0..<count { try passes.forwardAndBackward() } }))
    default: break
    }
    return nil
  }

  private mutating func optimizerAnswer(_ words: [String], count: Int?) throws -> Answer? {
    switch words.first {
    case "optimizers":
      return Answer(optimizers: BenchOptimizer.all.map(\.name))
    case "optimizer" where words.count == 4:
      guard let index = Int(words[1]), BenchOptimizer.all.indices.contains(index),
        let count = Int(words[2]), count > 0, count.isMultiple(of: 100)
      else { break }
      let optimizer = BenchOptimizer(BenchOptimizer.all[index], count: count)
      try optimizer.data.write(to: words[3])
      self.optimizer = optimizer
      return Answer()
    case "updated":
      guard let optimizer else { break }
      return Answer(sums: optimizer.sums)
    case "updates":
      guard let optimizer, let count else { break }
      return Answer(seconds: seconds(of: { optimizer.makeSteps(count) }))
    case "traffic":
      guard optimizer != nil, let count else { break }
      return Answer(seconds: seconds(of: { optimizer?.moveMemory(count) }))
    default: break
    }
    return nil
  }
}
