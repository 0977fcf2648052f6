import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Rare classes, and faults of the pipeline.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 24), level: .design, minutes: 4,
      question: "One sample in twenty is of the rare class. Weights, resampling or a threshold?",
      answer: """
        First I say what a miss and a false alarm cost, because accuracy rewards never answering with the rare class. With calibrated probabilities a threshold from the \
        costs is enough and leaves training alone (Elkan, 2001). Class weights or a balanced sampler help where the rare class is hardly learned, and they \
        distort the probabilities; subtracting the logarithm of the weight from each logit roughly repairs them. Not both: together they correct twice.
        """,
      whiteboard: "threshold: p · cost(missed) = (1 − p) · cost(false alarm), p = c_f/(c_m + c_f)",
      commonMistake: """
        Weights and a balanced sampler together, as each of them makes up for half of the \
        imbalance.
        """,
      otherMistakes: [
        "Probabilities of a model with class weights can be read as they are.":
          "They belong to shares that the data do not have: a class of share 0.05 gets the mean probability {mean, as trained|3}. With the logarithms of the weights subtracted it is {mean, corrected|3}.",
        "Calibration guarantees that most samples of the rare class are found at the threshold ½.":
          "A calibrated model exceeds ½ only where the rare class is the likelier one, and that may be seldom: here the recall is {recall, ½|3}, with a threshold from the costs {recall, costs|3}.",
      ],
      refutation: """
        Each makes up for all of it, so the two together correct twice: they give the rare class the probability {probability, both|3} where nothing is known, the sampler alone {probability, sampler|3}. At threshold ½ the recall is {recall, ½|3}, with one \
        from the costs {recall, costs|3}, at the price of more false alarms. Weighted training gives a class of share 0.05 the mean probability {mean, as trained|3}, corrected {mean, corrected|3}.
        """,
      followUps: [
        "Do class weights keep the order?": """
        Of two classes, the order of the samples. Not the order of the classes within a sample: with the weights 1 and 3 the probabilities 0.6 and 0.4 become {first, weighted|2} and \
        {second, weighted|2}.
        """,
        "Which numbers do you report?": """
        Precision and recall of the rare class at the threshold in use, or the cost; accuracy only beside them.
        """,
        "A miss costs nine false alarms. Which threshold?": """
        One tenth: 1/(9 + 1), if the probabilities are calibrated.
        """,
      ]))
  func `a threshold finds the rare class, twice is too much`() throws {
    let twice = try FailureMode.correctedTwice.measure()
    evidence("probability, both", twice.broken)
    evidence("probability, sampler", twice.cured)
    let recall = try FailureMode.neverFound.measure()
    evidence("recall, ½", recall.broken)
    evidence("recall, costs", recall.cured)
    let mean = try FailureMode.distortedProbabilities.measure()
    evidence("mean, as trained", mean.broken)
    evidence("mean, corrected", mean.cured)
    #expect(twice.broken > 0.8 && abs(twice.cured - 0.5) < 0.05)
    #expect(recall.broken < 0.45 && recall.cured > recall.broken + 0.2)
    #expect(mean.broken > 0.15 && mean.cured < 0.15)
    #expect(abs(DecisionThreshold.forCosts(missed: 9, falseAlarm: 1) - 0.1) < 1e-12)
    // What weighted training fits: the correction with its sign changed.
    let logits = Tensor([Scalar.log(0.6), Scalar.log(0.4)])
    let weighted = logits - ClassWeights.logitCorrection(undoing: Tensor([1, 3]))
    evidence("first, weighted", weighted.softmax()[0])
    evidence("second, weighted", weighted.softmax()[1])
    #expect(logits.argmax() != weighted.argmax() && abs(weighted.softmax()[1] - 2.0 / 3) < 1e-9)
  }

  @Test(
    .interview(
      .question(6, 25), level: .debug, minutes: 3,
      question:
        "A deployed PyTorch model answers the same request differently each time, although eval() was called. Where do you look?",
      answer: """
        At dropout that is not told the mode. Functional dropout has training=True by default, and the dropout_p of scaled dot-product attention applies whatever the \
        mode is. Both need the module's mode passed in. I call the model twice on one input and compare layer by layer; the first difference names the place. A \
        wrapper that does not pass the mode on, or a dropout layer made inside forward, looks alike.
        """,
      commonMistake: "Not at dropout, since eval() turns off all of it in the model.",
      otherMistakes: [
        "torch.no_grad() around the call turns dropout off.":
          "It stops the recording of the graph. Dropout goes by the mode: in training mode without a graph {answers, no graph} of 64 answers differ between two calls.",
        "eval() also reaches an nn.Dropout that forward makes anew.":
          "eval() reaches the modules that exist when it is called. One that forward makes later begins in training mode: it sets {zeros, made in forward} of 1,000 units to 0.",
      ],
      refutation: """
        With a function that always drops, {zeros, functional} of 1,000 hidden units are 0 in evaluation mode; asking for the mode, {zeros, layer}. In attention {outputs, always} of 64 outputs \
        differ between two calls, with the probability set to 0 in evaluation {outputs, mode}. A dropout layer made inside forward sets {zeros, made in forward} of 1,000 units to 0. And in training mode without a graph {answers, no graph} of 64 \
        answers differ between two calls.
        """,
      followUps: [
        "How does a test find it?": """
        Two passes over one batch in evaluation mode have to agree to the bit, on one machine with deterministic kernels.
        """,
        "And the opposite fault?": """
        Training mode is never set again after a validation: from then on nothing is dropped, and nothing fails.
        """,
      ]))
  func `functional dropout stays on in evaluation mode`() throws {
    let functional = try FailureMode.functionalDropout.measure()
    evidence("zeros, functional", functional.broken)
    evidence("zeros, layer", functional.cured)
    let attention = try FailureMode.attentionDropout.measure()
    evidence("outputs, always", attention.broken)
    evidence("outputs, mode", attention.cured)
    #expect(functional.broken > 400 && functional.cured == 0)
    #expect(attention.broken > 30 && attention.cured == 0)
    let made = FunctionLayer("made in forward") { Dropout(probability: 0.5, seed: 625)($0) }
    let zeros = made.withMode(.evaluation) {
      made(Variable(.ones([1_000]))).value.scalars.count { $0 == 0 }
    }
    evidence("zeros, made in forward", zeros)
    let served = try FailureMode.dropoutServed.measure()
    evidence("answers, no graph", served.broken)
    #expect(zeros > 400 && served.broken > 30 && served.cured == 0)
  }

  @Test(
    .interview(
      .question(6, 26), level: .debug, minutes: 2,
      question:
        "Several data loading workers augment with one random generator that each of them copied. What happens?",
      answer: """
        Every worker draws the same numbers, so the batches contain the same changes several times. Nothing fails and the loss looks normal; there is only less variety than you \
        think. PyTorch gives its own generator another seed in each worker, but not one that you made. Each worker needs a seed of its own, derived from one base seed and the \
        worker's number, and another one in each epoch.
        """,
      commonMistake:
        "Each worker draws other numbers, since each has a copy of the generator to itself.",
      otherMistakes: [
        "One seed for all workers makes the run reproducible and does no harm.":
          "Reproducible it is, but all workers draw the same: patterns of noise from two workers, {patterns, copied}. A seed for each, derived from one base seed, is reproducible as well and gives {patterns, seeded}.",
        "The worker's number is seed enough, also where workers are started anew in every epoch.":
          "A worker that is started anew with the same number repeats its noise: patterns in two epochs, {patterns, number alone}; with the epoch in the seed, {patterns, number and epoch}.",
      ],
      refutation: """
        Copies in the same state draw the same numbers. Two workers that change one sample each should draw two patterns of noise. With copies of one generator, as with one seed for all, they draw {patterns, copied}, with a seed for each worker {patterns, seeded}. \
        A worker that is started anew with its number as the seed draws {patterns, number alone} pattern in two epochs, with the epoch in the seed {patterns, number and epoch}.
        """,
      followUps: [
        "How would you find it?": """
        By hashing the noise or the crop parameters of each worker's first samples and looking for equal ones.
        """,
        "Why another seed in each epoch?": """
        Workers that are started anew would otherwise repeat the first epoch's changes in every epoch.
        """,
      ]))
  func `workers that copy a generator draw the same noise`() throws {
    let patterns = try FailureMode.sameInEveryWorker.measure()
    evidence("patterns, copied", patterns.broken)
    evidence("patterns, seeded", patterns.cured)
    #expect(patterns.broken == 1 && patterns.cured == 2)
    func patternCount(seeds: [UInt64]) -> Int {
      let patterns = seeds.map { seed in
        var generator = SplitMix64(seed: seed)
        return Augmentation.noise(deviation: 1)(.zeros([1, 4]), using: &generator).scalars
      }
      return Set(patterns).count
    }
    let (alone, both) = (patternCount(seeds: [3, 3]), patternCount(seeds: [3, 1_003]))
    evidence("patterns, number alone", alone)
    evidence("patterns, number and epoch", both)
    #expect(alone == 1 && both == 2)
  }

  @Test(
    .interview(
      .question(6, 27), level: .debug, minutes: 2,
      question:
        "Five data sources are concatenated and the last fifth is the validation set. The validation accuracy is poor. Overfitting?",
      answer: """
        Not by that alone: the validation set may be a source that training never saw. I mix before splitting, or split within each source, and compare. If the number of interest is how \
        the model does on a new source, the split by sources is right, and then it should be intended and repeated for each source. Regularization does not replace \
        data that are missing.
        """,
      commonMistake:
        "Yes: a good training and a poor validation accuracy show overfitting, so regularize more.",
      otherMistakes: [
        "The model is too small for five sources.":
          "The same model with the same 50 steps has the accuracy {accuracy, mixed|3} if the data are mixed before the split. A larger one has not seen the fifth source, either.",
        "Mixing before the split is right for all data.":
          "Where samples have near copies, as those of one patient, mixing puts them on both sides: even coin tosses are predicted with the accuracy {accuracy, coin tosses|3}. Such groups stay together.",
      ],
      refutation: """
        Five sources with a class of their own each: in their order the validation accuracy is {accuracy, ordered|3}, with weight decay 0.1 still {accuracy, decay|3}; mixed before the split {accuracy, mixed|3}, with the same model \
        and 50 steps. Where samples have near copies, mixing has even coin tosses predicted with the accuracy {accuracy, coin tosses|3}.
        """,
      followUps: [
        "When is mixing wrong?": """
        When samples of one patient, user or hour are alike: then they must lie on one side, or the test measures memory.
        """,
        "What do you print first?": """
        The class and source counts of both parts. A class that is missing in training is seen at once.
        """,
      ]))
  func `mixing before the split brings the unseen source in`() throws {
    let accuracy = try FailureMode.sourceAfterSource.measure()
    evidence("accuracy, ordered", accuracy.broken)
    evidence("accuracy, mixed", accuracy.cured)
    #expect(accuracy.broken < 0.5 && accuracy.cured > accuracy.broken + 0.2)
    let decayed = try FailureMode.accuracyOnLastFifth(0, order: Array(0..<100), decay: 0.1)
    evidence("accuracy, decay", decayed.value)
    let tosses = try FailureMode.copiesOnBothSides.measure()
    evidence("accuracy, coin tosses", tosses.broken)
    #expect(decayed.value < 0.2 && tosses.broken > 0.8 && tosses.cured < 0.65)
  }
}
