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
