import Markdown
import Subprocess
import SwiftParser
import SwiftSyntax
@main struct Author { static func main() { Markdown.f(); print(Parser.parse(source: "let a = 1").statements.count) } }
