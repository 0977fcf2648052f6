import Autograd
public import TensorCore

// Rectifiers: nothing, or little, below zero. All but the squared one rise from it with the slope 1.

extension Activation {
  /// No change at all: what stands between layers that are to stay one linear map.
  public static var identity: Activation {
    Activation(
      "Identity", formula: "x", pytorch: "nn.Identity()", range: -.infinity ... .infinity,
      isMonotone: true, isZeroCentered: true, saves: .nothing, transcendentals: 0,
      source: .init(
        "PyTorch documentation", year: 2019,
        link: "https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html"),
      function: .identity,
      curvature: { _ in 0 })
  }

  /// The rectified linear unit.
  ///
  /// The sign of the output tells the slope, so that the input need not be kept.
  public static var relu: Activation {
    Activation(
      "ReLU", formula: "max(0, x)", pytorch: "nn.ReLU()", range: 0...(.infinity), isMonotone: true,
      kinks: [.init(at: 0, slope: 0)], saves: .output, transcendentals: 0,
      source: .init(
        "Nair, Hinton, “Rectified linear units improve restricted Boltzmann machines”", year: 2010,
        link: "https://www.cs.toronto.edu/~hinton/absps/reluICML.pdf"),
      function: ElementwiseFunction(
        value: { x in x < 0 ? 0 : x }, slopeFromOutput: { y in y <= 0 ? 0 : 1 },
        branch: { x in x > 0 ? 1 : 0 }),
      curvature: { _ in 0 })
  }

  /// The leaky ReLU with PyTorch's slope of 0.01 below zero.
  public static var leakyReLU: Activation { leakyReLU(negativeSlope: 0.01) }

  /// The leaky ReLU: a slope below zero too, so that a gradient comes through everywhere unless that slope is 0.
  ///
  /// - Parameter negativeSlope: The slope below zero (PyTorch: `negative_slope`).
  /// - Returns: The activation.
  /// - Precondition: `negativeSlope >= 0`: the sign of the output has to tell the slope.
  public static func leakyReLU(negativeSlope: Scalar) -> Activation {
    precondition(
      negativeSlope >= 0, "Activation.leakyReLU: the slope below zero is negative: \(negativeSlope)"
    )
    return Activation(
      "Leaky ReLU", formula: "x for x > 0, else \(negativeSlope) x",
      pytorch: "nn.LeakyReLU(negative_slope=\(negativeSlope))",
      range: (negativeSlope > 0 ? -.infinity : 0) ... .infinity, isMonotone: true,
      kinks: [.init(at: 0, slope: negativeSlope, elsewhere: "JAX takes 1")], saves: .output,
      transcendentals: 0,
      source: .init(
        "Maas, Hannun, Ng, “Rectifier nonlinearities improve neural network acoustic models”",
        year: 2013, link: "https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf"),
      function: ElementwiseFunction(
        LeakyRectifier(negativeSlope: negativeSlope), branch: { x in x > 0 ? 1 : 0 }),
      curvature: { _ in 0 })
  }

  /// ReLU with a ceiling of 6, whose known range suits numbers of few bits.
  public static var relu6: Activation {
    Activation(
      "ReLU6", formula: "min(max(0, x), 6)", pytorch: "nn.ReLU6()", range: 0...6, isMonotone: true,
      kinks: [.init(at: 0, slope: 0), .init(at: 6, slope: 0)], saves: .output, transcendentals: 0,
      source: .init(
        "Krizhevsky, “Convolutional deep belief networks on CIFAR-10”", year: 2010,
        link: "https://www.cs.utoronto.ca/~kriz/conv-cifar10-aug2010.pdf"),
      function: ElementwiseFunction(
        value: { x in x < 0 ? 0 : (x > 6 ? 6 : x) },
        slopeFromOutput: { y in y <= 0 ? 0 : (y >= 6 ? 0 : 1) },
        branch: { x in x > 0 ? (x > 6 ? 2 : 1) : 0 }),
      curvature: { _ in 0 })
  }

  /// The square of ReLU, whose slope does not jump at zero.
  public static var squaredReLU: Activation {
    Activation(
      "Squared ReLU", formula: "max(0, x)²", range: 0...(.infinity), isMonotone: true,
      saves: .input, transcendentals: 0,
      source: .init(
        "So and others, “Primer: searching for efficient transformers for language modeling”",
        year: 2021, link: "https://arxiv.org/abs/2109.08668"),
      function: ElementwiseFunction(
        value: { x in x < 0 ? 0 : x * x }, slope: { x in x <= 0 ? 0 : 2 * x }),
      curvature: { x in x <= 0 ? 0 : 2 })
  }
}

/// x for x > 0, else a x; the output has the sign of the input.
struct LeakyRectifier: ElementwiseFormula {
  let negativeSlope: Scalar

  static var slopeTakesOutput: Bool { true }

  @inline(__always)
  func value(_ x: Scalar) -> Scalar { x > 0 ? x : negativeSlope * x }

  @inline(__always)
  func slope(_ y: Scalar) -> Scalar { y > 0 ? 1 : negativeSlope }
}
