import Backprop
import Course
import TensorCore
import TestSupport
import Testing

// What the passes cost, in work and in memory.

extension Lesson02Interview {
  @Test(
    .interview(
      .question(2, 4), level: .explain, minutes: 3,
      question: "What has to be stored from the forward pass, and why?",
      answer: """
        Whatever the derivative of an operation reads, and nothing else. A product reads its \
        factors, so a linear layer keeps its input and its weight. The sigmoid and tanh read \
        their output, ReLU only where it was positive, and a sum or a bias reads nothing at \
        all. What is kept grows with the batch and the length of a sequence, while parameters \
        and the optimizer's state do not; so activations fill the memory where these are large. \
        Without recording nothing is kept.
        """,
      commonMistake: "Every operation has to keep its input and its output for the backward pass.",
      // Refuted by: what tanh, a product and a sum are seen to keep.
      otherMistakes: [
        "Only the weights and the loss; the activations are computed again from them.":
          """
        No activation follows from the weights and the loss without the inputs. Computing them \
        again is checkpointing: it has to be asked for, costs forward passes, and still keeps the \
        inputs of its segments.
        """,
        "The input of every operation, since its output can be computed from it.":
          """
        For tanh the output is enough: its input may be overwritten by NaN, and the gradient \
        changes by {change after overwriting the input}. A sum needs neither and keeps {kept by a \
        sum} numbers.
        """,
      ],
      refutation: """
        With the input of tanh overwritten by NaN after the forward pass, the gradient changes by \
        {change after overwriting the input}. The graph of a tanh of a hundred numbers keeps \
        {kept by tanh} numbers, that of a sum {kept by a sum}.
        """,
      followUps: [
        "Which of a network's activations does in-place ReLU save?":
          """
        Hardly any that the graph keeps: ReLU reads its own output, so the value before it is \
        freed anyway once nothing refers to it. In place spares one allocation, and is \
        refused where the operation before has saved its output, as exp and the sigmoid do.
        """,
        "How much memory do activations take in mixed precision?":
          """
        About half, where operations run in 16 bits: two bytes a number instead of four. \
        Parameters do not shrink: the float32 weights and the optimizer's state stay, and \
        16-bit copies of the weights come on top.
        """,
        "Do activations or parameters take more memory?":
          """
        It depends on the batch. A network 784-256-128-10 keeps {activations, batch of 32} \
        activations for a batch of 32, and has {parameters, gradients and Adam's state} \
        numbers of parameters, gradients and Adam's state; activations exceed them from a \
        batch of {batch at which activations exceed them} on.
        """,
      ]))
  func `tanh keeps its output, a product its factors, a sum nothing`() throws {
    var generator = SplitMix64(seed: 3)
    let numbers = Tensor.normal([10, 10], using: &generator)
    let x = leaf(numbers)
    evidence("kept by tanh", tanh(x).savedScalarCount)
    evidence("kept by a product of two", (x * leaf(numbers)).savedScalarCount)
    evidence("kept by a sum", (x + leaf(numbers)).savedScalarCount)
    #expect(tanh(x).savedScalarCount == 100 && (x + leaf(numbers)).savedScalarCount == 0)
    #expect((x * leaf(numbers)).savedScalarCount == 200)

    func gradient(overwriting: Bool) throws -> Tensor {
      let x = leaf(numbers)
      let z = x * 0.5
      let y = tanh(z)
      if overwriting { z.unguardedValue = Tensor(repeating: .nan, shape: z.shape) }
      try (y * y).sum().backward()
      return try #require(x.gradient)
    }
    let change = (try gradient(overwriting: true) - gradient(overwriting: false)).maximumMagnitude()
    evidence("change after overwriting the input", change)
    #expect(change == 0)

    let model = Sequential.multilayerPerceptron([784, 256, 128, 10], using: &generator)
    func activations(batch: Int) -> Int {
      let loss = softmaxCrossEntropy(
        model(Variable(.zeros([batch, 784]))), classes: Array(repeating: 0, count: batch))
      // The weights of the second and the third layer are in the graph too; they are no activations.
      return loss.savedScalarCount - 128 * 256 - 10 * 128
    }
    let others = 4 * model.parameterCount
    let kept = activations(batch: 32)
    let crossing = others / activations(batch: 1) + 1
    evidence("activations, batch of 32", kept)
    evidence("parameters, gradients and Adam's state", others)
    evidence("batch at which activations exceed them", crossing)
    #expect(kept == 32 * (784 + 256 + 128 + 10) && others == 940_584)
    #expect(activations(batch: crossing) > others && activations(batch: crossing - 1) <= others)
  }

  @Test(
    .interview(
      .question(2, 12), level: .explain, minutes: 3,
      question: "What does the backward pass cost beside the forward pass?",
      answer: """
        About two forward passes in a deep network, so a training step costs about three. Going \
        back through a linear layer takes two products of the size of the forward one: one for \
        the gradient of the input, one for that of the weight. The first layer needs only the \
        second, because nobody wants the gradient of the data; where it is the largest layer, \
        the ratio is nearer to one. The optimizer's step is a pass over the parameters, \
        whatever the batch.
        """,
      commonMistake: "The backward pass costs the same as the forward pass.",
      // Refuted by: the counted multiply-adds.
      otherMistakes: [
        "About a tenth of a forward pass, because the derivatives were stored on the way.":
          """
        What the forward pass has stored are factors, not gradients. Each layer but the first \
        takes two products, so a hidden one costs {backward ÷ forward, hidden layer} times its \
        forward pass.
        """,
        "As many forward passes as there are layers, because each gradient walks through all of them.":
          """
        One walk serves all: what arrives at a layer is computed once and used for everything \
        before it. A walk of its own for each layer is what backpropagation avoids.
        """,
      ],
      refutation: """
        Only a first layer does. Counted in multiply-adds, a hidden layer's backward pass costs \
        {backward ÷ forward, hidden layer} times its forward pass, a first layer's {backward ÷ \
        forward, first layer} times, and that of a network 784-256-128-10, most of which is its \
        first layer, {backward ÷ forward, 784-256-128-10} times.
        """,
      followUps: [
        "What does a training step cost per parameter and sample?":
          """
        About six floating-point operations for the weight of a dense layer: one multiply-add \
        in the forward pass and two in the backward pass, each of two operations. A first \
        layer's weight costs four.
        """,
        "How does freezing the first layers change the bill?":
          """
        The backward pass ends at the first layer that is trained, so frozen layers before it \
        cost their forward pass only. Freezing a last layer saves much less: the gradient \
        still has to pass through it.
        """,
      ]))
  func `backward costs twice forward, once for a first layer`() throws {
    var generator = SplitMix64(seed: 12)
    func ratio(_ model: any Layer, inputs: Int, dataWantsGradient: Bool) throws -> Double {
      let x = Variable(
        .normal([8, inputs], using: &generator), requiresGradient: dataWantsGradient)
      let (forward, backward) = (WorkMeter(), WorkMeter())
      let loss = forward.measuring { model(x).sum() }
      try backward.measuring { try loss.backward() }
      return Double(backward.multiplyAdds) / Double(forward.multiplyAdds)
    }
    let layer = Linear(inputCount: 32, outputCount: 16, using: &generator)
    let network = Sequential.multilayerPerceptron([784, 256, 128, 10], using: &generator)
    let hidden = try ratio(layer, inputs: 32, dataWantsGradient: true)
    let first = try ratio(layer, inputs: 32, dataWantsGradient: false)
    let whole = try ratio(network, inputs: 784, dataWantsGradient: false)
    evidence("backward ÷ forward, hidden layer", hidden)
    evidence("backward ÷ forward, first layer", first)
    evidence("backward ÷ forward, 784-256-128-10", whole)
    #expect(hidden == 2 && first == 1 && whole > 1 && whole < 2)
  }

  @Test(
    .interview(
      .question(2, 14), level: .design, minutes: 4,
      question: "What does gradient checkpointing save, and what does it cost?",
      answer: """
        Keep the activations at a few places only, and compute those in between again on the way \
        back. With √L segments of √L layers the peak falls from L to about 2√L activations, and \
        the price is one more forward pass, about a third more time. The gradients are the same. I \
        use it when activations, not parameters, fill the memory, and I mind that the recomputed \
        part must be deterministic: dropout needs its random state back. PyTorch calls it \
        activation checkpointing.
        """,
      commonMistake: "Gradient checkpointing saves memory for free.",
      // Refuted by: the gradients, equal but for rounding, and the count of forward passes.
      otherMistakes: [
        "Keep all activations in 16 bits, at the price of a less accurate gradient.":
          """
        That is mixed precision, which keeps all of them at half the size. Checkpointing keeps a \
        few and rounds nothing more: its gradients differ from the plain ones by {difference of \
        the gradients}.
        """,
        "Write the activations to the processor's memory and read them back for the backward pass.":
          """
        That is offloading, which pays with transfers. Checkpointing copies nothing: it drops what \
        lies between its checkpoints and computes it again, with {forward passes, recomputed} \
        forward passes instead of one.
        """,
      ],
      refutation: """
        Sixteen layers in four segments keep {activations kept, recomputed} activations between \
        the passes instead of {activations kept, plain}. The peak comes when a segment is walked \
        back: its own {activations of one segment} are there too, its input being one of the \
        four, which makes {activations at the peak, recomputed}. And it takes {forward passes, \
        recomputed} forward passes instead of one.
        """,
      followUps: [
        "Where do you put the checkpoints if layers differ in size?":
          """
        Where the tensor to keep is small and the stretch behind it is large: between the \
        blocks of a transformer or a residual network. I balance the memory of the stretches, \
        not the number of layers.
        """,
        "What breaks if a checkpointed part contains batch normalization?":
          """
        Its running statistics are updated twice for each batch, once in each forward pass. \
        The gradients stay right, because in training it normalizes by the batch itself; one \
        of the two updates has to be suppressed.
        """,
      ]))
  func `recomputing keeps 4 of 17 activations, 8 at the peak`() throws {
    var generator = SplitMix64(seed: 14)
    let x = Tensor.normal([2, 8], using: &generator)
    let weights = (0..<16).map { _ in Tensor.normal([8, 8], using: &generator) * 0.4 }
    func train(
      segments: Int?
    ) throws -> (kept: Int, segment: Int, work: Int, gradients: [Tensor]) {
      let parameters = weights.map { leaf($0) }
      var ofOneSegment = 0
      func layers(_ range: Range<Int>) -> (Variable) -> Variable {
        { input in
          let output = range.reduce(input) { x, layer in
            tanh(linear(x, weight: parameters[layer]))
          }
          // Nothing is recorded in the forward pass of a segment, and all of it when it is repeated.
          if output.requiresGradient {
            ofOneSegment = max(ofOneSegment, output.savedScalarCount - range.count * 64)
          }
          return output
        }
      }
      let meter = WorkMeter()
      return try meter.measuring {
        var y = Variable(x)
        if let segments {
          let length = 16 / segments
          for start in stride(from: 0, to: 16, by: length) {
            y = recomputed(y, layers(start..<start + length))
          }
        } else {
          y = layers(0..<16)(y)
        }
        // Activations only. The plain graph keeps weights too, which are there in any case: all but
        // the first, since the data want no gradient.
        let kept = y.savedScalarCount - (segments == nil ? 15 * 64 : 0)
        try y.sum().backward()
        let gradients = try parameters.map { try #require($0.gradient) }
        return (kept, ofOneSegment, meter.multiplyAdds, gradients)
      }
    }
    let plain = try train(segments: nil)
    let saving = try train(segments: 4)
    let forwardWork = 16 * 2 * 8 * 8
    let difference = zip(plain.gradients, saving.gradients).map { ($0 - $1).maximumMagnitude() }
    // The plain step has one forward pass; what the other one takes more is forward passes again.
    // Each entry of a segment wants a gradient, so the first layer goes back through its input too.
    let entryWork = 2 * 8 * 8
    let passes = 1 + Double(saving.work - plain.work - entryWork) / Double(forwardWork)
    evidence("activations kept, plain", plain.kept / 16)
    evidence("activations kept, recomputed", saving.kept / 16)
    evidence("activations of one segment", saving.segment / 16)
    // The input of the segment that is walked back is kept already.
    let peak = saving.kept + saving.segment - 16
    evidence("activations at the peak, recomputed", peak / 16)
    evidence("forward passes, recomputed", passes)
    evidence("difference of the gradients", difference.max() ?? .infinity, atMost: 1e-14)
    #expect(plain.kept == 17 * 16 && saving.kept == 4 * 16 && saving.segment == 5 * 16)
    #expect(passes == 2 && peak == 8 * 16)
  }
}
