package import Foundation
package import Plots

/// The files of a plot beside its notebook: the data, and the picture drawn from them.
package struct FigureFiles {
  /// The folder of the pictures.
  package let folder: URL

  /// The name of both files without their endings, such as `01-xor-before`.
  package let name: String

  /// Names the files of a plot.
  ///
  /// - Parameters:
  ///   - plot: The name of the plot.
  ///   - notebook: The number of the notebook, such as `01`.
  ///   - folder: The folder of the pictures.
  package init(plot: String, notebook: String, folder: URL) {
    name = "\(notebook)-\(plot)"
    self.folder = folder
  }

  /// The recorded data.
  package var data: URL { folder.appending(path: "\(name).json") }

  /// The picture.
  package var picture: URL { folder.appending(path: "\(name).svg") }

  /// The text of the recorded data, if there are any.
  package var recordedText: String? { try? String(contentsOf: data, encoding: .utf8) }

  /// The line that shows the picture on a page.
  ///
  /// - Parameter recorded: The recorded plot.
  /// - Returns: An image with the text for those who do not see it.
  package func line(showing recorded: Plot) -> String {
    "![\(Self.text(of: recorded))](figures/\(name).svg)"
  }

  /// The text that stands for a plot on a page; brackets would end it.
  ///
  /// - Parameter plot: The recorded plot.
  /// - Returns: The text.
  package static func text(of plot: Plot) -> String {
    plot.alternativeText.replacing("[", with: "(").replacing("]", with: ")")
  }

  /// Whether the picture is up to date.
  ///
  /// - Parameter recorded: The recorded plot.
  /// - Returns: Whether the picture exists and bears the seal of these data, drawn as they are now.
  package func pictureShows(_ recorded: Plot) -> Bool {
    guard let svg = try? String(contentsOf: picture, encoding: .utf8) else { return false }
    return svg.contains(Self.seal(of: recorded))
  }

  /// A comment that ties a picture to its data and to the way of drawing.
  ///
  /// - Parameter recorded: The recorded plot.
  /// - Returns: A comment with a check sum of all that gnuplot is told (FNV-1a).
  package static func seal(of recorded: Plot) -> String {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in Gnuplot.pictureScript(for: recorded).utf8 {
      sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return "<!-- drawn from \(String(sum, radix: 16)) -->"
  }
}
