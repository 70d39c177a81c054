-- Requests another repository each time, so that no token is reused.
local repository = 0

request = function()
  repository = repository + 1
  return wrk.format(nil, (wrk.path:gsub("%%2Fapp", "%%2Fapp" .. repository, 1)))
end
