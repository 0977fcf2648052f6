public import Foundation
public import Plots

/// The files of a plot beside its notebook: the data, and the picture drawn from them.
public struct FigureFiles {
  /// The folder of the pictures.
  public let folder: URL

  /// The name of both files without their endings, such as `01-xor-before`.
  public let name: String

  /// Names the files of a plot.
  ///
  /// - Parameters:
  ///   - plot: The name of the plot.
  ///   - notebook: The number of the notebook, such as `01`.
  ///   - folder: The folder of the pictures.
  public init(plot: String, notebook: String, folder: URL) {
    name = "\(notebook)-\(plot)"
    self.folder = folder
  }

  /// Names the files of a graph.
  ///
  /// - Parameters:
  ///   - graph: The name of the graph.
  ///   - notebook: The number of the notebook, such as `01`.
  ///   - folder: The folder of the pictures.
  public init(graph: String, notebook: String, folder: URL) {
    self.init(plot: graph, notebook: notebook, folder: folder)
  }

  /// The text of a graph for Graphviz.
  public var dot: URL { folder.appending(path: "\(name).dot") }

  /// The line that shows the picture of a graph on a page.
  ///
  /// - Parameter graph: The graph.
  /// - Returns: An image with the text for those who do not see it.
  public func line(showing graph: Graph) -> String {
    "![\(Self.text(of: graph))](figures/\(name).svg)"
  }

  /// The text that stands for a graph on a page; brackets would end it.
  ///
  /// - Parameter graph: The graph.
  /// - Returns: The text.
  public static func text(of graph: Graph) -> String {
    graph.words.replacing("[", with: "(").replacing("]", with: ")")
  }

  /// The recorded data.
  public var data: URL { folder.appending(path: "\(name).json") }

  /// The picture.
  public var picture: URL { folder.appending(path: "\(name).svg") }

  /// The text of the recorded data, if there are any.
  public var recordedText: String? { try? String(contentsOf: data, encoding: .utf8) }

  /// The line that shows the picture on a page.
  ///
  /// - Parameter recorded: The recorded plot.
  /// - Returns: An image with the text for those who do not see it.
  public func line(showing recorded: Plot) -> String {
    "![\(Self.text(of: recorded))](figures/\(name).svg)"
  }

  /// The text that stands for a plot on a page; brackets would end it.
  ///
  /// - Parameter plot: The recorded plot.
  /// - Returns: The text.
  public static func text(of plot: Plot) -> String {
    plot.alternativeText.replacing("[", with: "(").replacing("]", with: ")")
  }
}
