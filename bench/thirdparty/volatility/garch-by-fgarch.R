# A rival of bench/volatility.mjs: R's fGarch, a question a line, seconds for `count` fits of GARCH(1,1). Its fits always
# come with their Hessian errors.
suppressMessages(library(fGarch))
input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  # {"count":1,"returns":[...]}: two fields, no need of a package.
  count <- as.integer(sub('.*"count":([0-9]+).*', "\\1", line))
  returns <- as.numeric(strsplit(sub('.*"returns":\\[([^]]*)\\].*', "\\1", line), ",")[[1]])
  started <- proc.time()[["elapsed"]]
  for (k in seq_len(count)) {
    fit <- suppressWarnings(garchFit(~ garch(1, 1), data = returns, trace = FALSE))
  }
  seconds <- proc.time()[["elapsed"]] - started
  cat(sprintf('{"seconds":%.6f,"value":%.12f}\n', seconds, -fit@fit$llh))
  flush(stdout())
}
