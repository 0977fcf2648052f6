public import Course
import Perceptron
import Regularization
import TensorCore

// Targets for which no weights of the family exist.

extension FailureMode {
  /// F10.2: a composition in one layer.
  public static var oneWideLayer: FailureMode {
    FailureMode(
      id: .failureMode(10, 2), title: "One wide layer would have to be absurdly wide",
      symptom: "Doubling the width of the single layer leaves most of the wrong answers.",
      diagnosis: """
        The target is a composition: six tents in a row, 64 pieces. Each unit of one layer adds at most one piece, and fifteen units must be wrong on \
        at least 24 of the 65 points, whatever their weights. Six layers of two units compose the tents.
        """,
      fix:
        "Depth, where the task is a composition; and a count of pieces before a claim about width. The weights here are built: that training finds them is another question (F10.1).",
      quantity: "wrong labels on 65 points of six composed tents, by the best network of its kind",
      symptomatic: .above(20),
      broken: Run("15 units in one layer") {
        // Sixteen pieces that meet the first teeth, then go straight on: they reach the bound.
        let best = Crossings.oneLayer(unitCount: 15, compositionCount: 6)
        return Measurement(
          Double(
            Crossings.errorCount(
              of: { best(Tensor([[$0]])).scalars[0] }, compositionCount: 6)))
      },
      remedies: [
        Run("12 units in six layers") {
          let network = Sawtooth(compositionCount: 6).network
          return Measurement(
            Double(
              Crossings.errorCount(
                of: { network(Tensor([[$0]])).scalars[0] }, compositionCount: 6)))
        }
      ])
  }

  /// F10.3: a layer of squares is a polynomial of degree 2.
  public static var polynomialActivation: FailureMode {
    FailureMode(
      id: .failureMode(10, 3), title: "With a polynomial activation no width is enough",
      symptom: "The error is the same with 4, 16 and 64 units, digit for digit.",
      diagnosis: """
        Every unit is a polynomial of degree 2 in x, and so is every sum of them. Three different units give them all, as a rule; more only repeat. At a \
        fixed depth the degree is fixed.
        """,
      fix:
        "An activation that is no polynomial. More layers raise the degree, and the floor stays for what is no polynomial of it.",
      quantity: "root of the mean squared error of the best fit to |x| by 64 random units",
      symptomatic: .above(0.05),
      broken: Run("z²") { seed in
        Measurement(
          RandomFeatures(unitCount: 64, activation: .square).error(
            fitting: { abs($0) }, seed: seed))
      },
      remedies: [
        Run("ReLU") { seed in
          Measurement(
            RandomFeatures(unitCount: 64, activation: .relu).error(
              fitting: { abs($0) }, seed: seed))
        },
        Run("tanh") { seed in
          Measurement(
            RandomFeatures(unitCount: 64, activation: .tanh).error(
              fitting: { abs($0) }, seed: seed))
        },
      ])
  }

  /// F10.4: a jump has no continuous neighbor in the greatest error.
  public static var jumpInTheTarget: FailureMode {
    FailureMode(
      id: .failureMode(10, 4), title: "The greatest error stays at a half, however steep the unit",
      symptom: "The reported error does not move from 0.5 while the fit looks better and better.",
      diagnosis: """
        The target jumps from 0 to 1. Beside the jump every continuous function is at least a half away from one side. The theorem is \
        about continuous targets.
        """,
      fix: """
        Judge by what the task needs: the area between the two, or the share of wrong labels at some distance from the \
        jump. Or let a threshold decide outside of the network.
        """,
      quantity: "error of a sigmoid of steepness 1000 against a step, as judged",
      symptomatic: .above(0.4),
      broken: Run("greatest distance") { Measurement(SoftStep.greatestError(steepness: 1000)) },
      remedies: [Run("area between") { Measurement(SoftStep.area(steepness: 1000)) }])
  }

  /// F10.5: the fit is asked where it was never fitted.
  public static var outsideTheRange: FailureMode {
    FailureMode(
      id: .failureMode(10, 5), title: "Confident nonsense outside the training range",
      symptom: "Good on all validation data, and absurd on inputs a little larger than any before.",
      diagnosis: """
        Outside its outermost knots a ReLU network is straight: it goes on with its last slope. The theorem speaks of a compact set, and the \
        production data left it.
        """,
      fix: """
        Check inputs against the range of the training data and refuse or clamp what lies outside; train on the range \
        that will be served; or give the model the feature that continues, here x².
        """,
      quantity: "error at 3 of a fit to x²", symptomatic: .above(1),
      broken: Run("fitted on −1…1") {
        Measurement(abs(parabola(over: -1...1)(3) - 9))
      },
      remedies: [
        Run("fitted on −3…3") { Measurement(abs(parabola(over: -3...3)(3) - 9)) }
      ])
  }

  private static func parabola(over range: ClosedRange<Scalar>) -> PiecewiseLinear {
    PiecewiseLinear(interpolating: { $0 * $0 }, over: range, pieceCount: 16)
  }

  /// F10.9: as many features as samples.
  ///
  /// ## Source
  ///
  /// Belkin and others, 2019, https://arxiv.org/abs/1812.11118
  public static var atTheThresholdOfWidth: FailureMode {
    FailureMode(
      id: .failureMode(10, 9), title: "The error rises with the width, and falls again",
      symptom: "Validation gets worse up to one width, and better beyond it.",
      diagnosis: """
        Where the features are as many as the samples, in general one set of output weights fits all samples, and these weights are very large. \
        “Wider overfits more” and “wider is better” are both read off one side of that peak.
        """,
      fix: "Search over widths on both sides of the number of samples, and with a ridge penalty.",
      quantity: "median validation error of 20 fits of 20 samples by random ReLU features",
      symptomatic: .above(20),
      broken: Run("width 20") { seed in medianOfWidth(20, seed: seed) },
      remedies: [
        Run("width 400") { seed in medianOfWidth(400, seed: seed) },
        Run("width 20, ridge 5") { seed in medianOfWidth(20, strength: 5, seed: seed) },
      ])
  }

  private static func medianOfWidth(
    _ width: Int, strength: Scalar = 0, seed: UInt64
  ) -> Measurement {
    let first = 160 &+ 20 &* seed
    return Measurement(
      DoubleDescent(validationCount: 100).medianError(
        featureCount: width, strength: strength, seeds: first..<first + 20))
  }
}
