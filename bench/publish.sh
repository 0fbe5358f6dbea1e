#!/usr/bin/env bash
# Publishes the service of the benchmarks and its peers compiled ahead, as the functions are; --load cold starts them.
set -euo pipefail
cd "$(dirname "$0")/.."
# The lock files of the repository have no platform; bin is not part of it.
for project in bench/TokenExchange.Bench:bench bench/peers:peers; do
  dotnet publish "${project%:*}" -c Release -r linux-x64 --self-contained false -o "artifacts/load/${project#*:}" \
    -p:PublishReadyToRun=true -p:IsPublishable=true -p:NuGetLockFilePath=bin/publish.lock.json -p:RestoreLockedMode=false -v q --nologo
done
# The functions as azd deploys them, and an empty function app published the same way.
dotnet publish src/TokenExchange.Functions -c Release -o artifacts/load/functions -v q --nologo
dotnet publish bench/empty -c Release -o artifacts/load/empty -v q --nologo
