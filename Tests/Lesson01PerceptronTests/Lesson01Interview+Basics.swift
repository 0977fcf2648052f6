import Course
import Datasets
import Perceptron
import TensorCore
import TestSupport
import Testing

// What everybody is asked: a pass by hand, and what is counted and tuned.

extension Lesson01Interview {
  @Test(
    .interview(
      .question(1, 19), level: .derive, minutes: 4,
      question: "Walk me through a forward pass of one sample, with shapes and numbers.",
      answer: """
        An affine map, the ReLU, an affine map, and the softmax only in the loss. The sample (1, \
        2), a batch of shape [1, 2], meets the hidden weights (1, −1) and (2, 0) and the biases \
        0 and −1: the sums are −1 and 1, the ReLU makes 0 and 1 of them. With the output weights \
        (1, 1) and (0, 2) and the biases 0.5 and −3 the logits are 1.5 and −1. So the first \
        class gets the probability {probability of the first class}; if it is right, the loss is \
        {loss}.
        """,
      whiteboard: """
        x  [1, 2]       (1, 2)
        z₁ = x W₁ᵀ + b₁  (1 − 2 + 0, 2 + 0 − 1) = (−1, 1)
        h  = relu(z₁)    (0, 1)
        z₂ = h W₂ᵀ + b₂  (0 + 1 + 0.5, 0 + 2 − 3) = (1.5, −1)
        p₀ = 1 / (1 + e^−2.5)      loss = −log p₀
        """,
      commonMistake: "Every layer ends in a ReLU, the last one included.",
      otherMistakes: [
        "Two affine maps one after the other, then the ReLU, and the softmax only in the loss.":
          """
        Two affine maps in a row are one affine map, so the hidden layer would add nothing. Here \
        it would hand on −1 where the ReLU hands on 0, and the first logit would be 0.5 instead of \
        1.5.
        """,
        "An affine map, the ReLU, an affine map and a softmax, whose outputs the loss takes as logits.":
          """
        That is two softmaxes, one here and one in the loss. Probabilities as logits differ by 1 \
        at most, so that with two classes even the best loss is log(1 + e⁻¹) = 0.31 and never \
        comes near 0.
        """,
      ],
      refutation: """
        A ReLU on the logits makes 0 of −1. The loss of this sample is then {loss with a ReLU on \
        the logits} instead of {loss}, and the second logit, whose slope is 0 there, gets no \
        gradient from this sample, not even if the second class is right.
        """,
      followUps: [
        "What changes for a batch of 32?":
          """
        Only the first axis: [32, 2] goes in, [32, 2] comes out of each layer, and there are \
        32 losses, of which the mean is taken. The weights stay [2, 2], and one matrix product \
        a layer serves all samples.
        """,
        "Which of these numbers does the backward pass need?":
          """
        The input of each layer, because the gradient of its weights is a product with it, and \
        the logits for the loss: {numbers kept} numbers for this sample. Where the ReLU was \
        open can be read from its outputs.
        """,
      ]))
  func `a forward pass by hand gives what the network gives`() {
    let network = MultilayerPerceptron(
      layers: [
        AffineMap(weight: Tensor([[1, -1], [2, 0]]), bias: Tensor([0, -1])),
        AffineMap(weight: Tensor([[1, 1], [0, 2]]), bias: Tensor([0.5, -3])),
      ], nonlinearity: .relu)
    let pass = network.forward(Tensor([[1, 2]]))
    #expect(network.layers[0](Tensor([[1, 2]])) == Tensor([[-1, 1]]))
    #expect(pass.inputs[1] == Tensor([[0, 1]]) && pass.logits == Tensor([[1.5, -1]]))
    let (loss, head) = (SoftmaxCrossEntropy(), TargetKind.oneOfMany)
    let cost = loss.mean(of: pass.logits, classes: [0])
    let clamped = Nonlinearity.relu(pass.logits)
    evidence("probability of the first class", head.predictions(fromOutputs: pass.logits)[0, 0])
    evidence("loss", cost)
    evidence("loss with a ReLU on the logits", loss.mean(of: clamped, classes: [0]))
    evidence("numbers kept", pass.scalarCount)
    #expect(abs(cost - .log(1 + .exp(-2.5))) < 1e-12 && pass.scalarCount == 6)
    #expect(Nonlinearity.relu.slope(fromOutput: clamped)[0, 1] == 0)
  }

  @Test(
    .interview(
      .question(1, 24), level: .recall, minutes: 3,
      question: """
        What is the difference between parameters and hyperparameters, and how do you tune the \
        latter?
        """,
      answer: """
        Parameters are what training sets, the weights and biases: {parameters} of them in a \
        network 20-30-10. Hyperparameters are what I set before it: width, depth, learning rate, \
        batch size, penalties. I tune them on validation data and look at the test data once, at \
        the end. The learning rate comes first, on a logarithmic scale. If several matter I \
        search at random rather than on a grid, with the same budget for every candidate.
        """,
      commonMistake: """
        One may choose the best of fifty settings by their test accuracy and report that \
        accuracy.
        """,
      otherMistakes: [
        "Parameters are what I set before training, and hyperparameters are what training finds.":
          """
        The two words have changed places. A learning rate is set beforehand and no gradient step \
        touches it; a weight has a start too, but training overwrites it.
        """,
        """
        Parameters are the weights; the biases are hyperparameters, since they belong to no \
        input.
        """:
          """
        A bias has a gradient and is learned in every step, like the weight of an input that is \
        always 1. What makes a hyperparameter is that somebody sets it before training.
        """,
      ],
      refutation: """
        The best of many is flattered by chance. With labels from coin tosses the best of fifty \
        random networks is right on {accuracy where it was chosen} of the 100 test samples on \
        which it was chosen, averaged over ten test sets, and on {accuracy on fresh samples} of \
        1000 fresh ones.
        """,
      followUps: [
        "Why random search rather than a grid?":
          """
        If only one of two hyperparameters matters, a grid of 3 × 3 tries three values of it, \
        nine random trials try nine (Bergstra and Bengio, 2012). One does not know beforehand \
        which one it is.
        """,
        "Is the number of epochs a hyperparameter?":
          """
        Yes. Early stopping tunes it within one run, by the validation loss. So the validation \
        figure at the chosen epoch is a little flattered too, and the test set has to give the \
        figure that is reported.
        """,
      ]))
  func `the best of fifty random networks looks better than chance`() {
    var generator = SplitMix64(seed: 24)
    func accuracy(_ network: MultilayerPerceptron, _ x: Tensor, _ tosses: Tensor) -> Double {
      Double(((network(x) .> 0) .== tosses).mean())
    }
    func data(_ count: Int) -> (x: Tensor, tosses: Tensor) {
      let x = Tensor.normal([count, 4], using: &generator)
      return (x, Tensor.uniform([count, 1], in: 0..<1, using: &generator) .> 0.5)
    }
    var (chosen, fresh) = (0.0, 0.0)
    for _ in 0..<10 {
      let (test, other) = (data(100), data(1000))
      var best: (accuracy: Double, network: MultilayerPerceptron)?
      for _ in 0..<50 {
        let network = MultilayerPerceptron(
          widths: [4, 8, 1], nonlinearity: .relu, using: &generator)
        let found = accuracy(network, test.x, test.tosses)
        if found > best?.accuracy ?? 0 { best = (found, network) }
      }
      guard let best else { continue }
      chosen += best.accuracy / 10
      fresh += accuracy(best.network, other.x, other.tosses) / 10
    }
    evidence("accuracy where it was chosen", chosen)
    evidence("accuracy on fresh samples", fresh)
    // Fresh: 10,000 tosses, whose share of right answers has the standard deviation 0.005.
    #expect(chosen > 0.56 && abs(fresh - 0.5) < 0.025)
    let network = MultilayerPerceptron(
      widths: [20, 30, 10], nonlinearity: .relu, using: &generator)
    evidence("parameters", network.parameterCount)
    #expect(network.parameterCount == 940)
  }

  @Test(
    .interview(
      .question(1, 25), level: .recall, minutes: 2,
      question: """
        What do epoch, batch and iteration mean, and how many updates are ten epochs of 1,437 \
        samples in batches of 32?
        """,
      answer: """
        An epoch is one pass over all training samples, a batch holds the samples of one step, and \
        an iteration is one step. A step is a forward pass, a backward pass and an update. Here an \
        epoch has {batches of an epoch} batches, because the last one holds the {samples of the \
        last batch} samples that are left, and ten epochs are {updates of ten epochs} updates. If \
        the last batch is dropped they are {updates, last batch dropped}. With gradients \
        accumulated over several batches there are fewer updates than batches.
        """,
      commonMistake: """
        The number of updates in an epoch is always the number of samples divided by the batch \
        size, rounded down.
        """,
      otherMistakes: [
        """
        An epoch is one update of the weights, a batch is the whole training set, and an \
        iteration is one pass over it.
        """:
          """
        One update uses one batch, and only where the batch is the whole training set is an epoch \
        one update. In batches of 32 an epoch of these samples has {batches of an epoch} of them.
        """,
        """
        An epoch is one pass over all training samples, and an iteration is one sample: ten \
        epochs are 14,370 updates.
        """:
          """
        That is the count for batches of 1. The samples of a batch share one update, made with the \
        mean of their gradients, so an iteration takes 32 samples here, and the last one of an \
        epoch {samples of the last batch}.
        """,
      ],
      refutation: """
        That leaves out {samples of the last batch} of the 1,437 samples. PyTorch's loader keeps \
        the small last batch unless `drop_last` is set, so an epoch has {batches of an epoch} \
        updates.
        """,
      followUps: [
        "The batch size doubles and the number of epochs stays. What changes?":
          """
        There are half as many updates, each with a less noisy gradient. At the same learning \
        rate an epoch then usually gets less far. With plain gradient descent one often \
        doubles the rate along with the batch, up to a limit.
        """,
        "Do the samples of the last batch weigh more?":
          """
        In that step yes: with a mean as loss each of them counts {weight of a sample of the \
        last batch, relative to one of a full batch|4} times as much as a sample of a full batch. After shuffling they are \
        others in every epoch, so on average no sample is favored.
        """,
      ]))
  func `1,437 samples in batches of 32 are 45 updates an epoch`() {
    let data = LabeledData(
      name: "samples", features: .zeros([1437, 1]), labels: Array(repeating: 0, count: 1437),
      classCount: 1)
    let batches = data.minibatchesInOrder(size: 32)
    let sizes = batches.map(\.count)
    evidence("batches of an epoch", sizes.count)
    evidence("samples of the last batch", sizes.last ?? 0)
    evidence("updates of ten epochs", 10 * sizes.count)
    evidence("updates, last batch dropped", 10 * sizes.count { $0 == 32 })
    #expect(sizes.count == 45 && sizes.last == 29 && sizes.reduce(0, +) == 1437)

    func share(_ count: Int) -> Scalar {
      SquaredError().gradient(at: .ones([count]), targets: .zeros([count]))[0]
    }
    evidence(
      "weight of a sample of the last batch, relative to one of a full batch", share(29) / share(32)
    )
    #expect(abs(share(29) / share(32) - 32.0 / 29) < 1e-12)
  }
}
