import Autograd
public import Course
import TensorCore

extension FailureMode {
  /// F6.26: many passes through a network that draws nothing.
  ///
  /// ## Source
  ///
  /// Gal and Ghahramani, “Dropout as a Bayesian approximation”, 2016, https://arxiv.org/abs/1506.02142
  public static var certainOfEverything: FailureMode {
    FailureMode(
      id: .failureMode(6, 26), title: "Monte Carlo dropout in evaluation mode",
      symptom: "The uncertainty is 0 for every request.",
      diagnosis: """
        model.eval() turned dropout off, and a hundred passes give a hundred equal answers. model.train() \
        would be as wrong: it also makes batch norm use and update the statistics of the requests.
        """,
      fix: "model.eval(), then train() for the dropout layers alone.",
      quantity: "standard deviation of 100 Monte Carlo answers to one request",
      symptomatic: .below(0.01),
      broken: Run("evaluation mode") { seed in
        let network = RegularizationRuns(seed: 26 &+ seed)
        let x = Variable(network.x.value.slice(0..<1))
        return network.model.withMode(.evaluation) {
          withoutGradient {
            let answers = (0..<100).map { _ in network.model(x).value }
            return Measurement(
              Scalar.squareRoot(Tensor.concatenation(answers).variance(correction: 1)))
          }
        }
      },
      remedies: [
        Run("only dropout in training mode") { seed in
          let network = RegularizationRuns(seed: 26 &+ seed)
          let answer = MonteCarloDropout(passCount: 100).predict(
            network.model, network.x.value.slice(0..<1))
          return Measurement(answer.deviation.scalars[0])
        }
      ])
  }
}
