#!/bin/sh
# Makes what compose.yaml reads: a password for Redis, and Redis's users, who are told of its hash alone.
# deploy/secrets.sh [FOLDER]    FOLDER: deploy/secrets. A password that is there stays; remove it and run this for another one.
set -eu
folder=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$folder"
cd "$folder"
[ -s redis_password ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >redis_password
hash=$(tr -d '\n' <redis_password | sha256sum | cut -d ' ' -f 1)
# `default` is off, so nobody is that user; it keeps its rights, since Redis 7.0 replays the transactions of its append-only
# file with them, and leaves out what they do not allow.
cat >redis_users.acl <<ACL
user default off resetpass ~* +@all
user fleet on #$hash resetkeys ~momentfx:* -@all +@read +@write +@connection +@transaction +@scripting +@blocking -@dangerous +info
ACL
# What workers know besides, as in deploy/systemd/worker.env.example.
[ -e worker.env ] || : >worker.env
# Containers read them as other users; on this machine nobody else enters the folder.
chmod 0700 .
chmod 0444 redis_password redis_users.acl
