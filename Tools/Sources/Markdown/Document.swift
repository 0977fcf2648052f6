import CMarkGFM
package func f() { cmark_gfm_core_extensions_ensure_registered() }
