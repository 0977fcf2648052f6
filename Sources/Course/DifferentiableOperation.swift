/// An enumeration of operations that the engine can record, each with a check of its derivative.
///
/// The engine's `Variable.result(of:_:)` takes its operation from such an enumeration and from nowhere else. So no
/// operation enters a graph without a name, and the compiler lets none be named without a check. A
/// lesson, or a package of yours, that adds operations has an enumeration of its own:
///
///     enum MyOperation: String, DifferentiableOperation {
///       case cube
///
///       var gradientCheck: GradientCheck {
///         switch self {
///         case .cube: GradientCheck(self, ["x": [3, 4]]) { cubed($0[0]) }
///         }
///       }
///     }
///
///     func cubed(_ x: Variable) -> Variable {
///       .result(of: MyOperation.cube, x.value * x.value * x.value) { _ in
///         [x.pullback(saving: x) { d, x in d * (x * x) * 3 }]
///       }
///     }
public protocol DifferentiableOperation: CaseIterable, RawRepresentable<String>, Sendable {
  /// A point at which the derivative of the operation can be held against differences.
  var gradientCheck: GradientCheck { get }
}

extension DifferentiableOperation {
  /// The checks of all operations in the enumeration.
  static var gradientChecks: [GradientCheck] { allCases.map(\.gradientCheck) }

  /// The names of all operations in the enumeration.
  static var names: [String] { allCases.map(\.rawValue) }
}
