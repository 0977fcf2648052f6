/// A page of the API, as `Tools/Book/api.cjs` makes it: what stands in it, without what stands around it.
public struct ApiPage: Decodable, Hashable, Sendable {
  /// A heading that the list of a page's sections shows.
  public struct Section: Decodable, Hashable, Sendable {
    /// The anchor.
    public let id: String
    /// The words.
    public let title: String
    /// The level of the heading, from 2.
    public let level: Int
  }

  /// A symbol that is found by search.
  public struct Symbol: Decodable, Hashable, Sendable {
    /// The name with those of the types around it.
    public let name: String
    /// Where it stands in the page.
    public let anchor: String
    /// What it is, in a sentence of plain text.
    public let abstract: String
  }

  /// The path in the book, such as `api/Autograd/Variable.html`.
  public let path: String

  /// The name of the type or module.
  public let title: String

  /// What it is, in a sentence of plain text.
  public let abstract: String

  /// The module; none for the page of all modules.
  public let module: String?

  /// The page from its heading of level 1 on.
  public let html: String

  /// The headings of level 2.
  public let sections: [Section]

  /// What is documented in it beside the type or module itself.
  public let symbols: [Symbol]
}

/// All pages of the API.
public struct ApiPages: Decodable, Sendable {
  /// The pages, the page of all modules first.
  public let pages: [ApiPage]

  /// The sources that they lead to, from the root of the checkout.
  public let files: [String]

  /// What DocC warns of, with file and line.
  public internal(set) var warnings: [String] = []

  private enum CodingKeys: String, CodingKey { case pages, files }
}
