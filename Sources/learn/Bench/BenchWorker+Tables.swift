import Activations
import Optimizers
import TensorCore

// The requests about the tables of activations and of optimizers.

extension BenchWorker {
  /// The answer to a request about one of the tables.
  mutating func tableAnswer(_ words: [String], count: Int?) throws -> Answer {
    if let answer = try activationAnswer(words, count: count) { return answer }
    if let answer = try optimizerAnswer(words, count: count) { return answer }
    return Answer(problem: "not understood: \(words.joined(separator: " "))")
  }

  /// The answer to a request about the table of activations.
  private mutating func activationAnswer(_ words: [String], count: Int?) throws -> Answer? {
    switch words.first {
    case "activations":
      return Answer(activations: Activation.all.map { [$0.name, $0.pytorch ?? ""] })
    case "activation" where words.count == 4:
      guard let index = Int(words[1]), Activation.all.indices.contains(index),
        let count = Int(words[2]), count > 0
      else { break }
      let activation = BenchActivation(Activation.all[index], count: count)
      try activation.data.write(to: words[3])
      self.activation = activation
      return Answer()
    case "sums":
      guard let activation else { break }
      return Answer(sums: try activation.sums())
    case "forward":
      guard let activation, let count else { break }
      return Answer(seconds: seconds(of: { for _ in 0..<count { activation.forward() } }))
    case "both":
      guard let activation, let count else { break }
      return Answer(
        seconds: try seconds(of: { for _ in 0..<count { try activation.forwardAndBackward() } }))
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
