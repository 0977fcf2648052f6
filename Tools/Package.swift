// swift-tools-version: 6.2
import PackageDescription

// What the authors of the course need and its learners do not: it checks pages, sources and records.
// It is a package of its own, so that `./learn` builds without a parser of Swift or of Markdown.

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "networks-that-run-tools",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "author", targets: ["author"])],
  dependencies: [
    .package(name: "networks-that-run", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [
        .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
      ]),
    .target(name: "Markdown", dependencies: ["CMarkGFM"], swiftSettings: settings),
    .target(
      name: "Book",
      dependencies: [
        "Markdown",
        .product(name: "Text", package: "networks-that-run"),
        .product(name: "Course", package: "networks-that-run"),
        .product(name: "Notebooks", package: "networks-that-run"),
      ], swiftSettings: settings),
    .executableTarget(
      name: "author",
      dependencies: [
        "Book", "Markdown",
        .product(name: "TensorCore", package: "networks-that-run"),
        .product(name: "Text", package: "networks-that-run"),
        .product(name: "Course", package: "networks-that-run"),
        .product(name: "Plots", package: "networks-that-run"),
        .product(name: "Notebooks", package: "networks-that-run"),
        .product(name: "FuzzInputs", package: "networks-that-run"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SwiftOperators", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ], swiftSettings: settings),
    .testTarget(name: "MarkdownTests", dependencies: ["Markdown"], swiftSettings: settings),
    .testTarget(
      name: "BookTests",
      dependencies: [
        "Book", "Markdown",
        .product(name: "Course", package: "networks-that-run"),
        .product(name: "Notebooks", package: "networks-that-run"),
      ], swiftSettings: settings),
    .testTarget(
      name: "AuthorTests",
      dependencies: [
        "author", "Markdown",
        .product(name: "Course", package: "networks-that-run"),
        .product(name: "Plots", package: "networks-that-run"),
        .product(name: "Notebooks", package: "networks-that-run"),
        .product(name: "FuzzInputs", package: "networks-that-run"),
      ], swiftSettings: settings),
  ]
)
