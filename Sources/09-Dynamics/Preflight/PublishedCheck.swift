/// A check that a published tool makes, and what has become of it here.
///
/// The tools' papers were not at hand, so that a check bears the name that it has in the tool's published source, not a number of the
/// paper: NeuraLint's 27 codes for its 23 rules, and TheDeepChecker's keys of messages, some of which come in a form for convolutions
/// and one for dense layers.
///
/// ## Source
///
/// https://github.com/neuralint/neuralint and https://github.com/thedeepchecker/thedeepchecker; the papers are Nikanjam and others,
/// 2021, https://arxiv.org/abs/2105.08095, and Braiek and Khomh, 2022, https://arxiv.org/abs/2204.00694
public struct PublishedCheck: Sendable {
  /// The tools.
  public enum Tool: String, Sendable {
    case neuraLint = "NeuraLint", deepChecker = "TheDeepChecker"
  }

  /// What corresponds to a check in this course.
  public enum Counterpart: Sendable, Hashable {
    /// A rule before the first step, by its id.
    case rule(String)
    /// A gate of the checklist, by its id.
    case gate(String)
    /// Another part of the course, in words.
    case elsewhere(String)
    /// None, for a reason.
    case none(String)
  }

  /// The tool.
  public let tool: Tool

  /// The tool's own codes for it.
  public let codes: [String]

  /// What it asks for.
  public let demand: String

  /// What corresponds to it here; more than one thing may.
  public let counterparts: [Counterpart]

  init(_ tool: Tool, _ codes: String, _ demand: String, _ counterparts: Counterpart...) {
    self.tool = tool
    self.codes = codes.split(separator: " ").map { String($0) }
    self.demand = demand
    self.counterparts = counterparts
  }

  /// All checks of both tools.
  public static var all: [PublishedCheck] {
    neuraLint + deepCheckerBefore + deepCheckerWhileTraining
  }

  /// The checks of NeuraLint.
  static var neuraLint: [PublishedCheck] {
    [
      PublishedCheck(
        .neuraLint, "f001 f011", "a layer is given as many axes as it works on; reshape or flatten",
        .elsewhere("preconditions of the engine, which name layer and shapes")),
      PublishedCheck(
        .neuraLint, "f002 f027", "max-pooling rather than strides or other ways of shrinking",
        .none("the course has no pooling; networks with strides in its place are common and sound")),
      PublishedCheck(.neuraLint, "f003", "no activation behind an activation", .rule("P12")),
      PublishedCheck(.neuraLint, "f004", "first weights that are not constant", .rule("P29")),
      PublishedCheck(.neuraLint, "f005", "no bias before batch norm", .rule("P13")),
      PublishedCheck(.neuraLint, "f006", "batch norm before dropout", .rule("P14")),
      PublishedCheck(
        .neuraLint, "f007 f010", "parameters are initialized once, all of them, before training",
        .none("layers here are made with their weights: TensorFlow 1's sessions could forget it")),
      PublishedCheck(
        .neuraLint, "f008", "a softmax at the end where the loss wants probabilities", .rule("P5")),
      PublishedCheck(
        .neuraLint, "f012", "a sigmoid at the end of a binary classifier, by the loss", .rule("P5")),
      PublishedCheck(
        .neuraLint, "f017", "a sigmoid and no other activation for a binary answer",
        .rule("P1"), .rule("P7")),
      PublishedCheck(
        .neuraLint, "f009", "layers of weights bend: an activation between", .rule("P11")),
      PublishedCheck(
        .neuraLint, "f013", "enough area left for the window of a convolution or pooling",
        .elsewhere("precondition of the convolution")),
      PublishedCheck(
        .neuraLint, "f014 f021", "a reshape keeps all elements, and the samples apart",
        .elsewhere("precondition of reshaping"), .rule("P38")),
      PublishedCheck(
        .neuraLint, "f015 f020", "loss, its input and the targets fit each other",
        .rule("P2"), .rule("P4"), .rule("P5"), .rule("P8"), .rule("P10"), .rule("P23")),
      PublishedCheck(
        .neuraLint, "f016", "windows do not shrink with depth",
        .none("ResNets begin with a window of 7 and go on with 3")),
      PublishedCheck(
        .neuraLint, "f018", "dropout behind pooling, not before",
        .none("the course has no pooling")),
      PublishedCheck(
        .neuraLint, "f019", "areas and widths shrink toward the end",
        .rule("P18"), .none("decoders of autoencoders widen; only a narrow end is looked for")),
      PublishedCheck(
        .neuraLint, "f022", "the loss is minimized step by step, with updates", .rule("P34"),
        .gate("G8")),
      PublishedCheck(
        .neuraLint, "f023", "more channels while the area shrinks",
        .none("bottleneck blocks narrow and widen on purpose; no harm can be measured")),
      PublishedCheck(
        .neuraLint, "f024", "biases start at zero",
        .none("PyTorch's default is not zero and trains; what harms is seen by P30 and P31")),
      PublishedCheck(
        .neuraLint, "f025 f026",
        "deep convolutional networks in blocks, pooling not behind every layer",
        .none("the course has no pooling")),
    ]
  }
}
