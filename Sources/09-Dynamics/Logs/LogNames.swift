/// What the names in logs of several programs stand for.
///
/// Programs agree on little: `val_loss` is Keras's and Lightning's name, `eval_loss` Hugging Face's, `valid/loss`
/// somebody's own. Names are compared in lower case, with one kind of separator.
enum LogNames {
  /// What a number in a log is.
  enum Meaning: Equatable {
    case step, epoch, time
    /// A training loss; of several in a row the one of the lowest rank counts.
    case loss(rank: Int)
    case learningRate
    case totalGradientNorm
    case gradientNorm(parameter: String)
    case validationLoss(rank: Int)
    case validationAccuracy(rank: Int)
    case trainingAccuracy
    case other
  }

  /// The meaning of a name.
  static func meaning(of name: String) -> Meaning {
    let plain = plain(name)
    if let parameter = gradientParameter(name) { return .gradientNorm(parameter: parameter) }
    switch plain {
    case "step", "global_step", "trainer_global_step", "iteration", "iter": return .step
    case "epoch", "epochs": return .epoch
    case "time", "timestamp", "wall_time", "runtime": return .time
    case "lr", "learning_rate": return .learningRate
    case "grad_norm", "gradient_norm", "total_grad_norm", "train_grad_norm", "grad_2_0_norm_total",
      "global_grad_norm":
      return .totalGradientNorm
    default: break
    }
    if plain.hasPrefix("lr_") || plain.hasSuffix("_lr") || plain.hasSuffix("_learning_rate") {
      return .learningRate
    }
    return measure(plain)
  }

  /// The meaning of a name that says what was measured, and on which data.
  private static func measure(_ plain: String) -> Meaning {
    var words = plain.split(separator: "_").map(String.init)
    // Lightning's endings for one quantity that is logged in two ways.
    let isEpoch = words.last == "epoch"
    if isEpoch || words.last == "step" { words.removeLast() }
    let held = ["val", "valid", "validation", "eval", "dev"]
    let training = ["train", "training", "tr"]
    let isHeldOut = words.first.map(held.contains) ?? false
    let isTraining = words.first.map(training.contains) ?? false
    if isHeldOut || isTraining { words.removeFirst() }
    let rank = (isEpoch ? 2 : 0) + (isTraining || isHeldOut ? 0 : 1)
    switch words.joined(separator: "_") {
    case "loss", "cross_entropy", "ce_loss", "nll", "nll_loss", "mse", "mse_loss":
      return isHeldOut ? .validationLoss(rank: rank) : .loss(rank: rank)
    case "acc", "accuracy", "top1", "acc1", "categorical_accuracy", "sparse_categorical_accuracy",
      "binary_accuracy":
      return isHeldOut ? .validationAccuracy(rank: rank) : .trainingAccuracy
    default: return .other
    }
  }

  /// The parameter of whose gradient a name tells the norm, as Lightning's `grad_norm` writes it.
  private static func gradientParameter(_ name: String) -> String? {
    for prefix in ["grad_2.0_norm/", "grad_2_norm/", "grad_norm/", "gradient_norm/", "gradients/"]
    where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return nil
  }

  /// A name in lower case, with underscores between its words.
  private static func plain(_ name: String) -> String {
    let lower = name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
    return String(lower).split(separator: "_").joined(separator: "_")
  }
}

extension LogNames.Meaning {
  /// Whether it is a training loss.
  var isLoss: Bool {
    if case .loss = self { true } else { false }
  }
}
