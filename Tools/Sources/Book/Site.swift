import Foundation

/// What all pages of the book share.
package final class Site {
  /// The root of the checkout.
  let root: URL
  /// What sets formulas and code.
  package let typesetter = Typesetter()
  /// Where files stand in the book.
  let map: SiteMap
  /// Links from names to what they name.
  let references: CrossReferences
  /// What computes each equation and what holds it.
  let equations: EquationOrigins
  /// The figures with sliders.
  let sliders: [Slider]
  /// Where a listing begins and ends, lines from 1; `nil` if it is not to be found.
  private let place: (String) -> ClosedRange<Int>?
  /// The pictures that pages show, from the root of the checkout.
  private(set) var pictures: Set<String> = []

  init(
    root: URL, map: SiteMap, references: CrossReferences, equations: EquationOrigins,
    sliders: [Slider], place: @escaping (String) -> ClosedRange<Int>?
  ) {
    self.root = root
    self.map = map
    self.references = references
    self.equations = equations
    self.sliders = sliders
    self.place = place
  }

  /// The line above a block of code.
  ///
  /// - Parameters:
  ///   - origin: Where the code comes from.
  ///   - page: The page that shows it.
  /// - Returns: HTML.
  func caption(of origin: CodeOrigin, on page: String) -> String {
    switch origin {
    case .listing(let marker):
      let path = String(marker.prefix { $0 != "#" })
      let name = HTML.escaped(path.split(separator: "/").last ?? "")
      let address = SiteMap.relative(map.source(path), from: page)
      guard let lines = place(marker) else { return HTML.link(address, name) }
      return HTML.link("\(address)#L\(lines.lowerBound)", "\(name), line \(lines.lowerBound)")
    case .twin(let failure, let run):
      let id = references.address(of: failure, on: page).map { HTML.link($0, failure) } ?? failure
      return "\(id) in PyTorch, \(HTML.escaped(run))"
    }
  }

  /// A picture, which is copied into the book.
  ///
  /// - Parameters:
  ///   - path: The file, from the root of the checkout.
  ///   - text: What it shows, for those who do not see it.
  ///   - page: The page that shows it.
  /// - Returns: HTML.
  func picture(_ path: String, text: String, on page: String) -> String {
    pictures.insert(path)
    let address = SiteMap.relative(Self.place(ofPicture: path), from: page)
    return """
      <img src="\(address)" alt="\(HTML.escaped(text))"\(size(ofPicture: path)) loading="lazy">
      """
  }

  /// Where a picture stands in the book.
  static func place(ofPicture path: String) -> String {
    "assets/figures/\(path.split(separator: "/").last ?? "")"
  }

  /// Width and height of a picture, so that text does not move when it comes.
  private func size(ofPicture path: String) -> String {
    guard let handle = try? FileHandle(forReadingFrom: root.appending(path: path)),
      let data = try? handle.read(upToCount: 2000)
    else { return "" }
    let text = String(decoding: data, as: UTF8.self)
    guard let box = text.firstMatch(of: /viewBox="[\d.-]+\s+[\d.-]+\s+([\d.]+)\s+([\d.]+)"/),
      let width = Double(box.1), let height = Double(box.2)
    else { return "" }
    return " width=\"\(Int(width.rounded()))\" height=\"\(Int(height.rounded()))\""
  }
}
