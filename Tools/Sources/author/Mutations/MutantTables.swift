/// What is put in the place of what.
enum MutantTables {
  /// Other operators for an operator.
  static func operators(for text: String) -> [String] {
    switch text {
    case "+": ["-"]
    case "-": ["+"]
    case "*": ["/"]
    case "/": ["*"]
    case "%": ["/"]
    case "&+": ["&-"]
    case "&-": ["&+"]
    case "&*": ["&+"]
    case "<<": [">>"]
    case ">>": ["<<"]
    case "&": ["|"]
    case "|": ["&"]
    case "^": ["|"]
    case "+=": ["-="]
    case "-=": ["+="]
    case "*=": ["/="]
    case "/=": ["*="]
    case "&&": ["||"]
    case "||": ["&&"]
    default: []
    }
  }

  /// Other comparisons for a comparison: the boundary, and the contrary.
  static func comparisons(for text: String) -> [String] {
    switch text {
    case "<": ["<=", ">="]
    case "<=": ["<", ">"]
    case ">": [">=", "<="]
    case ">=": [">", "<"]
    case "==": ["!="]
    case "!=": ["=="]
    default: []
    }
  }

  /// Another function or property for one.
  static func neighbor(of name: String) -> String? {
    switch name {
    case "min": "max"
    case "max": "min"
    case "sum": "mean"
    case "mean": "sum"
    case "first": "last"
    case "last": "first"
    case "prefix": "suffix"
    case "suffix": "prefix"
    case "dropFirst": "dropLast"
    case "dropLast": "dropFirst"
    case "exp": "log"
    case "sine": "cosine"
    case "cosine": "sine"
    case "allSatisfy": "contains"
    default: nil
    }
  }

  /// Another activation for one.
  static func activation(for name: String) -> String? {
    switch name {
    case "relu": "tanh"
    case "tanh", "sigmoid", "gelu", "silu", "swish": "relu"
    default: nil
    }
  }

  /// Another optimizer for one.
  static func optimizer(for name: String) -> String? {
    switch name {
    case "AdamW", "Adam": "GradientDescent"
    case "RMSprop": "Adagrad"
    case "Adagrad": "RMSprop"
    case "GradientDescent": "AdamW"
    default: nil
    }
  }

  /// What an argument of a call is about, where it belongs to training, and other values for it.
  ///
  /// - Parameters:
  ///   - label: The label of the argument.
  ///   - value: Its value.
  /// - Returns: The kind and the values; `nil` if it has nothing to do with training.
  static func training(_ label: String, _ value: String) -> (Mutant.Kind, [String])? {
    switch label {
    case "learningRate", "rate": (.rate, ["(\(value)) * 10", "(\(value)) / 10"])
    case "stepCount", "epochCount", "sampleCount": (.epochs, ["max(1, (\(value)) / 10)"])
    case "classes", "labels": (.labels, ["\(MutantSwitch.name).changed(\(value))"])
    case "weightDecay", "decay": (.weights, ["(\(value)) * 100", "(\(value)) * 0"])
    case "momentum": (.optimizer, ["(\(value)) * 0"])
    default: nil
    }
  }

  /// Arguments whose values are texts for readers, names, or expectations themselves.
  static var skippedLabels: Set<String> { ["id", "symptomatic", "title"] }

  /// Calls whose arguments are names.
  static var skippedCalls: Set<String> {
    ["failureMode", "exercise", "question", "outline", "fatalError"]
  }
}
