-- Each request is another notification of pushes of new images, so many as BENCH_PER_ENVELOPE says.
local events = tonumber(os.getenv("BENCH_PER_ENVELOPE"))
local host = os.getenv("BENCH_REGISTRY")
math.randomseed(os.time() + events)

local function hex(digits)
  local parts = {}
  for part = 1, digits / 8 do parts[part] = string.format("%08x", math.random(0, 0x7fffffff)) end
  return table.concat(parts)
end

local event = [[{"id":"%s","timestamp":"%s","action":"push","target":{"mediaType":"application/vnd.oci.image.manifest.v1+json",
"size":1234,"length":1234,"digest":"sha256:%s","repository":"space-%d/app-%d","url":"http://%s/v2/app","tag":"%s"},
"request":{"id":"%s","addr":"192.0.2.7:41961","host":"%s","method":"PUT","useragent":"docker/27.5.1 go/go1.22.11"},
"actor":{"name":"pusher-%d-%d"},"source":{"addr":"registry-0:5000","instanceID":"a53db899-3b4b-4a62-a067-8dd013beaca4"}}]]

function request()
  local list = {}
  for index = 1, events do
    local space, app = math.random(0, 19), math.random(0, 9)
    local time = os.date("!%Y-%m-%dT%H:%M:%SZ")
    list[index] = string.format(
      event, hex(32), time, hex(64), space, app, host, hex(8), hex(32), host, space, app
    )
  end
  return wrk.format("POST", nil, nil, '{"events":[' .. table.concat(list, ",") .. "]}")
end
