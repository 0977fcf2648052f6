import Foundation
import Text

/// A picture of measured numbers, described by its data: panels with axes, lines, points, colored areas.
///
/// A plot draws nothing by itself. A cell of a notebook shows it; `learn` then holds its data
/// against the recorded ones, draws it with gnuplot and writes its text for those who cannot see it.
///
/// ```swift
/// Plot(
///   "loss", title: "The loss falls",
///   x: .linear("step"), y: .logarithmic("loss"),
///   layers: [.line("training", losses)]
/// ).show()
/// ```
///
/// What bears the same name looks the same in all panels, and is named once.
public struct Plot: Codable, Hashable, Sendable {
  /// The name, which is part of a file name: small letters, digits and hyphens.
  public let name: String

  /// What the picture says, in a sentence.
  public let title: String

  /// The panels, row by row.
  public let panels: [Panel]

  /// How many panels stand side by side.
  public let columns: Int

  /// The height of a panel in parts of its width; `nil` leaves it to the drawing.
  public let aspect: Double?

  /// Whether a scale without ends of its own reaches as far in every panel.
  public let sharesScales: Bool

  /// Numbers that belong to the picture and are not drawn, by name, for pages to cite; `nil` without any.
  public let numbers: [String: Double]?

  /// Creates a plot of several panels.
  ///
  /// ```swift
  /// let losses = ["tanh": [0.7, 0.4, 0.1], "ReLU": [0.7, 0.5, 0.3]]
  /// Plot(
  ///   "losses", title: "The loss falls with both",
  ///   panels: losses.sorted { $0.key < $1.key }.map { name, losses in
  ///     Plot.Panel(name, x: .linear("step"), y: .linear("loss"), layers: [.line("loss", losses)])
  ///   }, columns: 2, sharesScales: true
  /// ).show()
  /// ```
  ///
  /// - Parameters:
  ///   - name: The name: small letters, digits and hyphens.
  ///   - title: What the picture says, in a sentence.
  ///   - panels: The panels, row by row. At least one; titles differ.
  ///   - columns: How many panels stand side by side.
  ///   - aspect: The height of a panel in parts of its width; `nil` leaves it to the drawing.
  ///   - sharesScales: Whether a scale without ends of its own reaches as far in every panel.
  ///   - numbers: Numbers that belong to the picture and are not drawn, by name.
  /// - Precondition: The name is fit for a file, and there is nothing that `problem` names.
  public init(
    _ name: String, title: String, panels: [Panel], columns: Int, aspect: Double? = nil,
    sharesScales: Bool = false, numbers: [String: Double] = [:]
  ) {
    self.name = name
    self.title = title
    self.panels = panels
    self.columns = columns
    self.aspect = aspect
    self.sharesScales = sharesScales
    self.numbers = numbers.isEmpty ? nil : numbers
    if let problem { preconditionFailure("Plot.init: \(name): \(problem)") }
  }

  /// Creates a plot of one panel.
  ///
  /// - Parameters:
  ///   - name: The name: small letters, digits and hyphens.
  ///   - title: What the picture says, in a sentence.
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  ///   - layers: What is drawn, the hindmost first. At least one.
  ///   - aspect: The height of the panel in parts of its width, `1` for a square; `nil` leaves it to
  ///     the drawing.
  ///   - numbers: Numbers that belong to the picture and are not drawn, by name.
  /// - Precondition: The name is fit for a file, and there is a layer.
  public init(
    _ name: String, title: String, x: Axis, y: Axis, layers: [Layer], aspect: Double? = nil,
    numbers: [String: Double] = [:]
  ) {
    self.init(
      name, title: title, panels: [Panel("", x: x, y: y, layers: layers)], columns: 1,
      aspect: aspect, numbers: numbers)
  }

  /// Whether a name may be part of a file name on every system.
  static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) }
  }

  /// What keeps this from being a plot; `nil` if nothing does.
  var problem: String? {
    if !Plot.isFileName(name) {
      return "the name is not of small letters, digits and hyphens"
    }
    if panels.isEmpty { return "no panels" }
    if columns < 1 || columns > panels.count {
      return "\(columns) columns for \(panels.count) panels"
    }
    if let aspect, !(0.05...5).contains(aspect) { return "an aspect of \(aspect)" }
    if Set(panels.map(\.title)).count < panels.count { return "two panels bear the same title" }
    return panels.lazy.compactMap { panel in
      panel.problem.map { panel.title.isEmpty ? $0 : "panel “\(panel.title)”: \($0)" }
    }.first
  }

  /// Axes of its own, and what is drawn between them.
  public struct Panel: Codable, Hashable, Sendable {
    /// What the panel shows; empty where a plot has only one.
    public let title: String

    /// The horizontal axis.
    public let x: Axis

    /// The vertical axis.
    public let y: Axis

    /// What is drawn, the hindmost first.
    public let layers: [Layer]

    /// Creates a panel.
    ///
    /// - Parameters:
    ///   - title: What the panel shows, in a few words.
    ///   - x: The horizontal axis.
    ///   - y: The vertical axis.
    ///   - layers: What is drawn, the hindmost first. At least one.
    public init(_ title: String, x: Axis, y: Axis, layers: [Layer]) {
      self.title = title
      self.x = x
      self.y = y
      self.layers = layers
    }

    fileprivate var problem: String? {
      if layers.isEmpty { return "no layers" }
      if let problem = x.problem { return "the horizontal axis has \(problem)" }
      if let problem = y.problem { return "the vertical axis has \(problem)" }
      return layers.lazy.compactMap { layer in
        layer.problem.map { "\(layer.heading) has \($0)" }
      }.first
    }
  }
}

// MARK: - Showing

extension Plot {
  /// What a line of output begins with that holds a plot instead of words.
  public static var linePrefix: String { "\u{1e}plot " }

  /// Shows the plot below the cell of the notebook; elsewhere prints it in words.
  public func show() {
    guard ProcessInfo.processInfo.environment["LEARN_NOTEBOOK"] != nil,
      let json = try? JSONEncoder.sorted().text(self)
    else { return print(alternativeText) }
    print(Plot.linePrefix + json)
  }
}
