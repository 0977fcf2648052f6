/// One row of the course overview: what a lesson is about and what it is good for at work.
public struct LessonOutline: Sendable, Hashable {
  /// The position in the course, from 1 to 10; 0 for the self-check before it.
  public let number: Int

  /// The name of the Swift module, such as `Backprop`.
  public let module: String

  /// The title, such as `Backpropagation`.
  public let title: String

  /// The idea that the lesson explains.
  public let coreConcept: String

  /// What goes better in production for having understood it.
  public let productionImpact: String

  /// The numbers of the lessons that this one builds on.
  public let prerequisites: [Int]

  /// The number with two digits, as it stands in file and suite names: `01`.
  public var paddedNumber: String { (number < 10 ? "0" : "") + String(number) }

  /// The folders whose files compute what the lesson's page states, from the root of the package.
  ///
  /// The engine that lesson 02 explains is a module of its own, which later lessons import.
  public var sourceFolders: [String] {
    ["Sources/\(folder)"] + (number == 2 ? ["Sources/Autograd"] : [])
  }

  /// The folder of the sources, such as `02-Backprop`.
  public var folder: String { "\(paddedNumber)-\(module)" }
}

/// The whole course, in order.
public enum Curriculum {
  /// The ten lessons, whether they are built yet or not.
  public static var outline: [LessonOutline] {
    [
      LessonOutline(
        number: 1, module: "Perceptron", title: "Perceptron and MLP",
        coreConcept: "neurons, layers, forward pass",
        productionImpact: "architecture design decisions", prerequisites: []),
      LessonOutline(
        number: 2, module: "Backprop", title: "Backpropagation",
        coreConcept: "gradient computation, chain rule",
        productionImpact: "gradient bugs, in-place operations", prerequisites: [1]),
      LessonOutline(
        number: 3, module: "Activations", title: "Activation functions",
        coreConcept: "non-linearity, saturation, GELU",
        productionImpact: "activation choice per architecture", prerequisites: [2]),
      LessonOutline(
        number: 4, module: "Init", title: "Weight initialization",
        coreConcept: "Kaiming He, Xavier, symmetry",
        productionImpact: "stable training from the first step", prerequisites: [2, 3]),
      LessonOutline(
        number: 5, module: "BatchNorm", title: "Batch normalization",
        coreConcept: "normalize and rescale, train versus eval",
        productionImpact: "a model served in training mode, the classic bug", prerequisites: [4]),
      LessonOutline(
        number: 6, module: "Regularization", title: "Dropout and regularization",
        coreConcept: "inverted dropout, L2, label smoothing",
        productionImpact: "preventing overfitting", prerequisites: [2]),
      LessonOutline(
        number: 7, module: "Optimizers", title: "Optimizers",
        coreConcept: "Adam, AdamW, SGD with momentum",
        productionImpact: "choosing the optimizer for the task", prerequisites: [2]),
      LessonOutline(
        number: 8, module: "Schedulers", title: "Learning-rate scheduling",
        coreConcept: "warm-up, cosine, OneCycleLR",
        productionImpact: "finding the learning rate, and when to lower it", prerequisites: [7]),
      LessonOutline(
        number: 9, module: "Dynamics", title: "Training dynamics and debugging",
        coreConcept: "loss curves, gradient flow, NaN",
        productionImpact: "production debugging toolkit and checklist",
        prerequisites: [3, 4, 5, 6, 7, 8]),
      LessonOutline(
        number: 10, module: "Approximation", title: "Universal approximation",
        coreConcept: "depth versus width theory",
        productionImpact: "justifying an architecture", prerequisites: [1, 3, 6]),
    ]
  }

  /// What stands before the first lesson: exercises and a notebook, and no module of its own.
  ///
  /// It is no lesson, and no row of the overview.
  public static var selfCheck: LessonOutline {
    LessonOutline(
      number: 0, module: "Prerequisites", title: "What you should know already",
      coreConcept: "matrices, slopes, chance, the training loop",
      productionImpact: "knowing what to read first", prerequisites: [])
  }

  /// The row of one lesson.
  ///
  /// - Parameter number: From 1 to 10.
  /// - Returns: The outline of that lesson.
  public static func outline(of number: Int) -> LessonOutline {
    precondition(
      (1...outline.count).contains(number), "Curriculum.outline: there is no lesson \(number)")
    return outline[number - 1]
  }
}
