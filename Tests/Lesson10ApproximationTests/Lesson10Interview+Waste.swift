import Approximation
import Course
import Perceptron
import TensorCore
import TestSupport
import Testing

// Size that is paid for and does nothing.

extension Lesson10Interview {
  @Test(
    .interview(
      .question(10, 24), level: .debug, minutes: 3,
      question: "You pruned nine tenths of the weights, and the network is as fast as before. Why?",
      answer: """
        The matrices have the same shape as before, and a dense product multiplies zeros too. Single weights set to 0 save memory only in a sparse format, and time only with a kernel that skips them and pays at this sparsity. \
        What is faster without special kernels is a smaller matrix: remove whole units, heads or channels, or factor the matrix. I measure the time at the batch size of the service, not the share of zeros.
        """,
      commonMistake: "Something else is slow, as a tenth of the weights takes a tenth of the time.",
      otherMistakes: [
        "The pruning did not work, else the network would be faster.":
          "The weights are 0, so it worked. The dense product multiplies by 0 as by any number: {single weights} multiply-adds for each weight that is left.",
        "It ran on a CPU; on a GPU it becomes faster by itself.":
          "A GPU's dense kernels multiply the zeros too, and scattered zeros are hard to skip there. Its sparse units ask for a pattern, two zeros in each group of four at NVIDIA, and for a format of their own.",
      ],
      refutation: """
        A layer of 100 inputs and 100 units with nine tenths of its weights at 0 takes {single weights} multiply-adds for each weight that is left; with nine tenths of the units removed it takes {whole units}. The engine counts them.
        """,
      followUps: [
        "When does unstructured sparsity pay?": """
        When the share of zeros is so high that the indices and the irregular access cost less than what is skipped, which depends on the kernel and the machine; or when memory for the weights is the limit. NVIDIA's sparse tensor cores want two zeros in each group of four.
        """,
        "What does removing units change for the next layer?": """
        Its input shrinks as well: the columns of the removed units go. So removing half of the units in all layers leaves about a quarter of the weights between them.
        """,
      ]))
  func `zeros are multiplied, removed units are not`() throws {
    let (broken, cured) = try FailureMode.zerosThatAreMultiplied.measure()
    evidence("single weights", broken.rounded())
    evidence("whole units", cured.rounded())
    #expect(abs(broken - 10) < 1e-9 && abs(cured - 1) < 1e-9)
  }

  @Test(
    .interview(
      .question(10, 29), level: .debug, minutes: 3,
      question:
        "You double the width and the validation error does not move. What do you look at, in which order?",
      answer: """
        First at the training error: if it is about 0 already, capacity is not what is missing. Then I look at labels, features and the number of samples. \
        If it is high, I ask whether a larger width lowers it: if not, optimization, a narrow layer elsewhere or labels that contradict each other are in the way. If the training error falls and the validation error does not, it is a matter of data or regularization. \
        I also measure how far apart seeds are; the change may be below that.
        """,
      commonMistake: "Then the width was not doubled often enough.",
      otherMistakes: [
        "Then the model overfits, and the width should be halved.":
          "Half the width is where you come from, and the validation error was the same. Where nothing can be learned, as on coin tosses, the accuracy of {random|2} is chance at every width.",
        "Then depth is missing, as width and depth are the two ways to add capacity.":
          "If the training samples are all fitted, no capacity is missing, by width or by depth: on coin tosses the training loss is {training loss|2} and the validation accuracy {random|2}.",
      ],
      refutation: """
        128 hidden units, 64 samples of 16 inputs, labels by coin toss: the training loss is {training loss|2} after 60 steps, so all is fitted, and the validation accuracy {random|2}: no width can raise it, since nothing is there to learn. The same network on labels that follow the inputs has {follows|2}.
        """,
      followUps: [
        "How do you find label noise?": """
        Label a sample of the data again, by two people, and see how often they disagree; look at the samples with the largest losses. A shuffled-label run shows what the network can memorize.
        """,
        "And if more data help?": """
        Then the error falls along a learning curve: train on a quarter, a half and all, and see whether the curve is still falling before buying more.
        """,
      ]))
  func `on noise the training loss is 0 and no width helps`() throws {
    let failure = FailureMode.widthForNoise
    let noise = try failure.broken.measure()
    let record = try #require(noise.record)
    let last = try #require(record.losses.last)
    let follows = try failure.remedies[0].measure().value
    evidence("training loss", last)
    evidence("random", noise.value)
    evidence("follows", follows)
    #expect(last < 0.2 && failure.symptomatic.holds(for: noise.value) && follows > 0.75)
  }

  @Test(
    .interview(
      .question(10, 30), level: .debug, minutes: 4,
      question:
        "A model of straight pieces on equal knots is exact nearly everywhere and badly wrong at one steep place. What is wrong, and how many pieces would it take?",
      answer: """
        The pieces stand where the target is straight and are missing where it bends. The error of a piece is about |f″|h²/8, so with equal knots the worst curvature sets the spacing everywhere. \
        Better knots have the same error in each piece, which means spacing in proportion to 1/√|f″|. Where the curvature is not known, one splits the piece with the largest error, again and again. For a trained network the same idea is to sample more where the error is large.
        """,
      whiteboard: """
        error of a piece ≈ |f″| h²/8
        equal error ⇒ h ∝ |f″|^(−½) ⇒ each piece holds the same share of ∫ √|f″|
        """,
      commonMistake: "There are too few pieces; without more of them the error cannot get smaller.",
      otherMistakes: [
        "A smooth activation removes the error.":
          "The units would still stand where the target is straight and be missing where it bends. Smoothness changes the shape of a piece, not how many of them lie at the steep place.",
        "The bound M h²/8 says how many pieces are necessary.":
          "It says how many equal ones are enough. 16 pieces by curvature reach {curvature|3}, for which equal knots take {pieces}; so the bound for equal knots is no lower bound.",
      ],
      refutation: """
        tanh 20x on [−1, 1] with 16 pieces: equal knots leave the error {equal|3}, knots by curvature {curvature|3}; all of their pieces but the outer two have an error of {inner least|2} to {inner greatest|2}. Equal knots reach {curvature|3} only with {pieces}.
        """,
      followUps: [
        "Do networks move their kinks there by themselves?": """
        They move, but a bias follows the residuals summed over the whole side where its unit is on, and errors of both signs cancel in that sum. How far kinks get depends on scale and rate; in the lazy regime they hardly move.
        """,
        "Where does this matter at work?": """
        In lookup tables and quantized activations, in sampling for physics-informed networks, in binning of features: wherever a fixed budget of places meets a target that bends in few of them.
        """,
      ]))
  func `knots by curvature save most of the pieces`() throws {
    let (equal, curvature) = try FailureMode.evenKnots.measure()
    evidence("equal", equal)
    evidence("curvature", curvature)
    func target(_ x: Scalar) -> Scalar { .tanh(20 * x) }
    let needed = (16...512).first { count in
      let pieces = PiecewiseLinear(interpolating: target, over: -1...1, pieceCount: count)
      return Double(pieces.greatestError(to: target, sampleCount: 2001)) <= curvature
    }
    evidence("pieces", try #require(needed))
    // Equal errors in the pieces are what makes the knots good: the proof of the square root.
    let bent = PiecewiseLinear(
      interpolating: target, bending: { -800 * target($0) * (1 - target($0) * target($0)) },
      over: -1...1, pieceCount: 16)
    let inner = zip(bent.knots, bent.knots.dropFirst()).map { start, end in
      (0...20).reduce(0 as Double) { greatest, step in
        let x = start + (end - start) * Scalar(step) / 20
        return max(greatest, Double(abs(bent(x) - target(x))))
      }
    }.dropFirst().dropLast()
    let (least, greatest) = (try #require(inner.min()), try #require(inner.max()))
    evidence("inner least", least)
    evidence("inner greatest", greatest)
    #expect(greatest < 1.2 * least)
    #expect(equal > 0.1 && curvature < equal / 4 && (needed ?? 0) >= 32)
  }
}
