import Foundation
import Markdown

/// A figure with a slider, which a script draws from data of the course; without scripts it is a picture.
package struct Slider: Decodable, Hashable, Sendable {
  /// The name of the figure, such as `05-momentum`.
  package let id: String

  /// The name of the lesson's page, such as `05-BatchNorm`.
  package let lesson: String

  /// The heading of the section at whose end it stands.
  package let after: String

  /// What it shows, for those who do not see it.
  package let title: String

  /// The words below it.
  package let caption: String

  /// The page, from the root of the book.
  var page: String { "lessons/\(lesson).html" }

  /// The figure.
  ///
  /// - Parameter page: The page that it stands on.
  /// - Returns: HTML.
  func html(on page: String) -> String {
    let picture = SiteMap.relative("assets/sliders/\(id).svg", from: page)
    return """
      <figure class="slider" data-slider="\(HTML.escaped(id))"><img src="\(picture)" \
      alt="\(HTML.escaped(title))" loading="lazy"><figcaption>\(HTML.escaped(caption))</figcaption></figure>

      """
  }
}

extension MarkdownRenderer {
  /// Some blocks, or a figure with a slider between them.
  enum Part {
    /// Blocks of Markdown.
    case blocks([MarkdownNode])
    /// A figure with a slider.
    case slider(Slider)
  }

  /// Puts figures at the ends of their sections.
  ///
  /// - Parameters:
  ///   - sliders: The figures of a page.
  ///   - nodes: The blocks of the page.
  /// - Returns: Both, in order.
  static func withSliders(_ sliders: [Slider], in nodes: [MarkdownNode]) -> [Part] {
    var places: [(index: Int, slider: Slider)] = []
    for slider in sliders {
      guard
        let heading = nodes.firstIndex(where: { node in
          if case .heading = node.kind { node.plainText == slider.after } else { false }
        })
      else { continue }
      let end = nodes[(heading + 1)...].firstIndex {
        if case .heading = $0.kind { true } else { false }
      }
      places.append((end ?? nodes.count, slider))
    }
    var parts: [Part] = []
    var start = 0
    for place in places.sorted(by: { $0.index < $1.index }) {
      parts += [.blocks(Array(nodes[start..<place.index])), .slider(place.slider)]
      start = place.index
    }
    return parts + [.blocks(Array(nodes[start...]))]
  }
}
