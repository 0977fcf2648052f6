/// A recommendation: which activation in which part of which architecture, and why.
public struct ActivationChoice: Sendable {
  /// The architecture, such as `Transformer`.
  public let architecture: String

  /// The part of it, such as `feed-forward part`.
  public let place: String

  /// What to take, the usual one first.
  public let activations: [Activation]

  /// Why, in a sentence or two.
  public let reason: String

  /// Who does it, or showed it.
  public let source: Activation.Source

  /// The recommendations, by architecture.
  public static var all: [ActivationChoice] { hiddenLayers + outputHeads }
}

extension ActivationChoice {
  /// What stands between layers.
  public static var hiddenLayers: [ActivationChoice] {
    [
      ActivationChoice(
        architecture: "Multilayer perceptron, convolutional network", place: "hidden layers",
        activations: [.relu, .leakyReLU],
        reason:
          "Slope 1 wherever it is on, no exponential, in place. Where units die, a leaky one.",
        source: .init(
          "He, Zhang, Ren, Sun, “Delving deep into rectifiers”", year: 2015,
          link: "https://arxiv.org/abs/1502.01852")),
      ActivationChoice(
        architecture: "Modern convolutional network", place: "hidden layers",
        activations: [.silu, .gelu],
        reason:
          "EfficientNet takes SiLU, ConvNeXt GELU: smooth, at the price of keeping the input.",
        source: .init(
          "Liu and others, “A ConvNet for the 2020s”", year: 2022,
          link: "https://arxiv.org/abs/2201.03545")),
      ActivationChoice(
        architecture: "Transformer", place: "feed-forward part",
        activations: [.gelu, .geluTanh, .silu],
        reason: """
          The papers on BERT and GPT say GELU. GPT-2's code computes the tanh form, BERT's first the exact one, \
          later the tanh form: a port has to keep to the form that its weights were trained with. LLaMA's kind gates with SiLU, SwiGLU, at two thirds of the width.
          """,
        source: .init(
          "Shazeer, “GLU variants improve Transformer”", year: 2020,
          link: "https://arxiv.org/abs/2002.05202")),
      ActivationChoice(
        architecture: "Mobile network", place: "hidden layers",
        activations: [.hardSwish, .relu6],
        reason:
          "No exponential; ReLU6 keeps numbers in a known range, hard swish needs a zero point in 8 bits.",
        source: .init(
          "Howard and others, “Searching for MobileNetV3”", year: 2019,
          link: "https://arxiv.org/abs/1905.02244")),
      ActivationChoice(
        architecture: "Recurrent cell", place: "gates", activations: [.sigmoid],
        reason: "A gate is a share, from 0 to 1, of what is kept; saturated, it holds.",
        source: .init(
          "Hochreiter, Schmidhuber, “Long short-term memory”", year: 1997,
          link: "https://doi.org/10.1162/neco.1997.9.8.1735")),
      ActivationChoice(
        architecture: "Recurrent cell", place: "candidate and output", activations: [.tanh],
        reason:
          "What is added at every step has to be of both signs, and bounded, so that no step adds more than 1.",
        source: .init(
          "Hochreiter, Schmidhuber, “Long short-term memory”", year: 1997,
          link: "https://doi.org/10.1162/neco.1997.9.8.1735")),
      ActivationChoice(
        architecture: "Deep dense network without normalization", place: "hidden layers",
        activations: [.selu],
        reason: """
          Mean 0 and variance 1 are a fixed point, but only with LeCun's weights, of variance 1/inputs, and alpha \
          dropout in place of dropout.
          """,
        source: .init(
          "Klambauer, Unterthiner, Mayr, Hochreiter, “Self-normalizing neural networks”",
          year: 2017, link: "https://arxiv.org/abs/1706.02515")),
      ActivationChoice(
        architecture: "Implicit representation", place: "hidden layers", activations: [.sine],
        reason: """
          A function of coordinates has fine detail and derivatives that matter; ReLU's second derivative is 0 \
          off the kinks, and it learns low frequencies first.
          """,
        source: .init(
          "Sitzmann and others, “Implicit neural representations with periodic activation functions”",
          year: 2020, link: "https://arxiv.org/abs/2006.09661")),
      ActivationChoice(
        architecture: "Generative adversarial network", place: "discriminator",
        activations: [.leakyReLU(negativeSlope: 0.2)],
        reason:
          "The generator learns through the slopes of the discriminator; a leaky one lets all inputs through.",
        source: .init(
          "Radford, Metz, Chintala, “Unsupervised representation learning with deep convolutional "
            + "generative adversarial networks”", year: 2015,
          link: "https://arxiv.org/abs/1511.06434")),
    ]
  }

  /// What stands behind the last layer, by the range of the target; losses on logits contain theirs.
  public static var outputHeads: [ActivationChoice] {
    let source = Activation.Source(
      "Goodfellow, Bengio, Courville, “Deep learning”, section 6.2.2", year: 2016,
      link: "https://www.deeplearningbook.org/contents/mlp.html")
    func head(_ place: String, _ activations: [Activation], _ reason: String) -> ActivationChoice {
      ActivationChoice(
        architecture: "Output", place: place, activations: activations, reason: reason,
        source: source)
    }
    return [
      head(
        "any real number", [.identity], "A range that the targets leave is a floor of the loss."),
      head(
        "a positive number", [.softplus],
        "Positive without a kink; where the output is small so is its slope, and it is corrected slowly."
      ),
      head(
        "one of two classes, or each of several bits", [.sigmoid],
        "A probability for each output by itself; in training, the loss on the logit contains it."),
      head(
        "one of several classes", [],
        "Softmax, over all outputs together; in training, the loss on logits contains it."),
      head("a number in −1…1", [.tanh], "Images scaled to ±1, actions with two ends."),
    ]
  }
}
