"""Every abuse, small enough for every day; ABUSE_TIMES=10 makes the counts ten times as large."""

import os

from connscope.servers.echo import BUFFER_SIZE, HIGH_WATER
from tests.faults import abuse, strain
from tests.faults.under_test import Running

TIMES = int(os.environ.get("ABUSE_TIMES", "1"))


def test_every_byte_comes_back_in_order_whatever_the_pieces(server: Running):
    abuse.random_pieces(server.address, connections=30 * TIMES, largest=8 * abuse.MIB, seed=65432)


def test_single_bytes_come_back_one_by_one(server: Running):
    abuse.one_byte_at_a_time(server.address, count=500 * TIMES)


def test_hostile_bytes_are_only_bytes(server: Running):
    abuse.hostile_bytes(server.address)


def test_urgent_bytes_stay_in_line(server: Running):
    abuse.urgent_bytes(server.address, count=50 * TIMES)


def test_urgent_bytes_sent_before_it_accepts_stay_in_line(server_process: Running):
    strain.urgent_before_accepted(server_process)


def test_a_flood_from_a_peer_that_does_not_read_is_bounded_and_loses_nothing(server: Running):
    most_owed = (HIGH_WATER + BUFFER_SIZE) * 9 // 8  # a growing bytearray takes an eighth more than it needs
    strain.flood_without_reading(server, floods=2 * TIMES, size=48 * abuse.MIB, most_owed=most_owed)


def test_a_reader_that_drips_gets_everything(server: Running):
    abuse.drip_reader(server.address, count=500 * TIMES)


def test_a_stopped_client_delays_nobody_and_loses_nothing(server: Running):
    abuse.frozen_client(server.address)


def test_a_half_closed_peer_gets_all_it_is_owed(server: Running):
    abuse.half_close_while_owed(server.address, size=16 * abuse.MIB)


def test_an_end_is_answered_by_an_end(server: Running):
    abuse.half_close_at_once(server.address, count=200 * TIMES)


def test_peers_that_only_connect_and_close_do_no_harm(server: Running):
    abuse.connect_and_close(server.address, count=1000 * TIMES)


def test_resets_at_any_point_do_no_harm(server: Running):
    abuse.resets_at_any_point(server.address, count=900 * TIMES)


def test_peers_that_reset_while_they_are_owed_do_no_harm(server: Running):
    abuse.resets_while_owed(server.address, count=10 * TIMES)


def test_anything_at_any_time_does_no_harm(server: Running):
    abuse.chaos(server.address, steps=1500 * TIMES, seed=7)


def test_silent_connections_cost_nothing(server: Running):
    strain.silent_connections(server, count=1000 * TIMES)


def test_a_crowd_that_comes_at_once_is_let_in(server: Running):
    abuse.crowd_at_the_door(server.address, count=400 * TIMES)


def test_small_peers_are_answered_beside_a_bulk_sender(server: Running):
    abuse.bulk_beside_small(server.address, small=100, rounds=150 * TIMES)


def test_without_descriptors_it_neither_spins_nor_ends_and_accepts_again_by_itself(server_process: Running):
    strain.out_of_descriptors(server_process, crowd=30 * TIMES)


def test_a_stopped_server_goes_on_where_it_was(server_process: Running):
    strain.frozen_server(server_process, count=300 * TIMES)
